import { ProtocolError } from "@ferndiagnose/protocol";
import { createListener, type Routes, replyNotFound } from "@ferndiagnose/server/http";
import type { Log } from "../ports.ts";

/** A complaint with a code for each of 255 auditors fits in it. */
const bodyBytesAtMost = 128 * 1024;

/** There are no pages here: nothing may run, or be framed. */
const headers = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** The desk's HTTP listener. It takes no cookies, so that no page can borrow a session. */
export function createDeskListener(log: Log, addRoutes: (app: Routes) => void): Promise<Routes> {
  return createListener({ title: "Ferndiagnose: auditors' desk", bodyBytesAtMost, log }, (app) => {
    app.addHook("onRequest", async (request, reply) => {
      reply.headers(headers);
      // Browsers send an origin with whatever a page of somebody else makes them send.
      if (request.headers["sec-fetch-site"] === "cross-site") throw new ProtocolError("origin_not_allowed");
    });
    app.setNotFoundHandler(replyNotFound);
    addRoutes(app);
  });
}
