import { policy } from "@ferndiagnose/protocol";
import { addOperationsRoutes } from "../operations/operations-routes.ts";
import type { PortalParts } from "../portal-parts.ts";
import { recorderRoute } from "../signalling/socket-routes.ts";
import type { Site } from "./site.ts";

/** What probes and recording servers reach. */
export function operationsSite(parts: PortalParts): Site {
  const { database, desk, figures, around, tunnel, timings, options } = parts;
  return {
    title: "Ferndiagnose: operations",
    addRoutes: (app) => addOperationsRoutes(app, { database, recorders: desk.recorders, figures }),
    sockets: [
      recorderRoute({ around, desk, tunnel, keepAlive: timings.recorderKeepAlive, token: options.recorderToken }),
    ],
    messageBytesAtMost: policy.MAX_RECORDER_MESSAGE_BYTES,
  };
}
