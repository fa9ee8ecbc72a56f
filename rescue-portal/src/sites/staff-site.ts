import type { FastifyRequest } from "fastify";
import { sessionCookie } from "../accounts/session-cookie.ts";
import { addConsentRoutes } from "../consent/consent-routes.ts";
import { addStaffRoutes, requireAccount } from "../http/staff-routes.ts";
import type { PortalParts } from "../portal-parts.ts";
import { SignedInSockets } from "../signalling/signed-in-sockets.ts";
import { technicianRoute } from "../signalling/socket-routes.ts";
import type { Site } from "./site.ts";

/** What technicians reach: their page, sign-in, new sessions, the consent registry, and their socket. */
export function staffSite(parts: PortalParts): Site {
  const { accounts, desk, budgets, addressOf } = parts;
  const sockets = new SignedInSockets();
  const cookie = () => sessionCookie(parts.urlOf("staff"));
  const technician = (request: FastifyRequest) =>
    requireAccount(accounts, cookie().read(request.headers), "technician");
  return {
    title: "Ferndiagnose: staff",
    pagesDir: parts.options.staffPagesDir,
    addRoutes(app) {
      const signedOut = (token: string) => sockets.signedOut(token);
      const { signIns: budget, sessions: sessionBudget } = budgets;
      addStaffRoutes(app, { accounts, desk, budget, sessionBudget, addressOf, cookie, signedOut });
      addConsentRoutes(app, { consents: parts.consents, desk, budget: budgets.consentChanges, technician });
    },
    sockets: [
      technicianRoute({
        around: parts.around,
        desk,
        accounts,
        random: parts.random,
        keepAlive: parts.timings.peopleKeepAlive,
        sockets,
        cookie,
        ownOrigins: () => parts.ownOrigins("staff"),
      }),
    ],
  };
}
