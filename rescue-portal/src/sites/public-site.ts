import { addComplaintRoutes } from "../complaints/complaint-routes.ts";
import { clientHintHeaders } from "../devices/device-of.ts";
import { addDownloadRoutes } from "../downloads/download-routes.ts";
import { addPublicRoutes } from "../http/public-routes.ts";
import type { PortalParts } from "../portal-parts.ts";
import { addReceiptRoutes } from "../receipts/receipt-routes.ts";
import { customerRoute } from "../signalling/socket-routes.ts";
import type { Site } from "./site.ts";

/** What customers reach: the page, keys, downloads, receipts, complaints, and the socket of their program. */
export function publicSite(parts: PortalParts): Site {
  const { desk, budgets, addressOf } = parts;
  const ownOrigins = () => parts.ownOrigins("public");
  return {
    title: "Ferndiagnose: customers",
    pagesDir: parts.options.publicPagesDir,
    pageHeaders: clientHintHeaders,
    addRoutes(app) {
      const publicUrl = () => parts.urlOf("public");
      addPublicRoutes(app, { ...parts, keyBudget: budgets.keys, publicUrl });
      addDownloadRoutes(app, {
        ...parts,
        downloadBudget: budgets.downloads,
        progressBudget: budgets.progress,
      });
      addReceiptRoutes(app, {
        ...parts,
        numberBudget: budgets.receipts,
        proofBudget: budgets.proofs,
        holderBudget: budgets.holders,
      });
      addComplaintRoutes(app, {
        complaints: parts.complaints,
        addressOf,
        formBudget: budgets.forms,
        complaintBudget: budgets.complaints,
      });
    },
    sockets: [
      customerRoute({
        around: parts.around,
        desk,
        budget: budgets.keys,
        trustedProxies: parts.trustedProxies,
        keepAlive: parts.timings.peopleKeepAlive,
        joinWithinMs: parts.timings.joinWithinMs,
        ownOrigins,
      }),
    ],
  };
}
