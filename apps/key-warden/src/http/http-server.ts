import { ProtocolError } from "@ferndiagnose/protocol";
import { createListener, type Routes, replyNotFound } from "@ferndiagnose/server/http";
import type { Log } from "../ports.ts";
import type { Warden } from "../warden.ts";
import { tokenCheck } from "./require-token.ts";
import { addOpenRoutes, addRoutes } from "./routes.ts";

/** A request with one proof. */
const bodyBytesAtMost = 64 * 1024;

/** The warden's listener: the token first, then the schemas, then the warden. */
export function createHttpServer(warden: Warden, token: string, log: Log): Promise<Routes> {
  const requireToken = tokenCheck(token);
  return createListener({ title: "Ferndiagnose key warden", bodyBytesAtMost, log }, async (app) => {
    app.setNotFoundHandler(replyNotFound);
    addOpenRoutes(app, warden);
    await app.register(async (scope) => {
      scope.addHook("onRequest", async (request) => requireToken(request.headers.authorization));
      scope.setErrorHandler((error) => {
        noteRefusal(error, log);
        throw error;
      });
      addRoutes(scope as Routes, warden);
    });
  });
}

/** What a warden refuses is of interest to its operator. */
function noteRefusal(error: unknown, log: Log): void {
  if (!(error instanceof ProtocolError)) return;
  if (error.code === "warden_unavailable") log.error({ err: error.cause }, "disk.failed");
  else log.info({ code: error.code }, "request.refused");
}
