import swagger from "@fastify/swagger";
import { ProtocolError } from "@ferndiagnose/protocol";
import Fastify from "fastify";
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { Log } from "../ports.ts";
import type { Warden } from "../warden.ts";
import { codedError, rawProblem, replyWithProblem } from "./problem-reply.ts";
import { tokenCheck } from "./require-token.ts";
import { addOpenRoutes, addRoutes, type Routes } from "./routes.ts";

/** A request with one proof. */
const bodyBytesAtMost = 64 * 1024;

/** The warden's listener: the token first, then the schemas, then the warden. Requests are not logged. */
export async function createHttpServer(warden: Warden, token: string, log: Log): Promise<Routes> {
  const app: Routes = Fastify({
    logger: false,
    bodyLimit: bodyBytesAtMost,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    forceCloseConnections: true,
    clientErrorHandler(error, socket) {
      if (error.code === "ECONNRESET" || socket.destroyed) return;
      socket.end(rawProblem(error.code === "HPE_HEADER_OVERFLOW" ? "message_too_large" : "message_malformed"));
    },
    frameworkErrors: (error, _request, reply) => void replyWithProblem(reply, codedError(error, log)),
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: Parameters<typeof codedError>[0], _request, reply) =>
    replyWithProblem(reply, codedError(error, log)),
  );
  app.setNotFoundHandler((_request, reply) => replyWithProblem(reply, new ProtocolError("not_found")));
  app.addHook("onRequest", async (_request, reply) => void reply.header("cache-control", "no-store"));

  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "Ferndiagnose key warden", version: "1" } },
    transform: jsonSchemaTransform,
  });
  await app.register(async (scope) => addOpenRoutes(scope as Routes, warden));
  const requireToken = tokenCheck(token);
  await app.register(async (scope) => {
    scope.addHook("onRequest", async (request) => requireToken(request.headers.authorization));
    addRoutes(scope as Routes, warden);
  });
  app.get("/api/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  return app;
}
