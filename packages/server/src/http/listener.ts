import swagger from "@fastify/swagger";
import type { ProtocolError } from "@ferndiagnose/protocol";
import Fastify, { type FastifyError } from "fastify";
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { Log } from "../log.ts";
import { codedError, rawProblem, replyWithProblem } from "./problem-reply.ts";
import type { Routes } from "./routes.ts";

export interface ListenerOptions {
  /** In the description of its interface. */
  readonly title: string;
  /** Of one request, where its route says nothing else. */
  readonly bodyBytesAtMost: number;
  readonly log: Log;
}

/**
 * One HTTP listener with everything ours have in common: schemas at the edge, problem details whatever goes wrong, nothing kept by
 * caches unless a route says so, OpenAPI. Requests are not logged: their addresses and paths are nobody's business. `addRoutes` also
 * adds the hooks, and says what becomes of requests that no route takes.
 */
export async function createListener(
  { title, bodyBytesAtMost, log }: ListenerOptions,
  addRoutes: (app: Routes) => Promise<void> | void,
): Promise<Routes> {
  const app: Routes = Fastify({
    logger: false,
    bodyLimit: bodyBytesAtMost,
    // A ticket and a file's name are longer than what fastify lets a parameter be.
    routerOptions: { maxParamLength: 300 },
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
  app.setErrorHandler((error: FastifyError | ProtocolError, _request, reply) =>
    replyWithProblem(reply, codedError(error, log)),
  );
  app.addHook("onRequest", async (_request, reply) => void reply.header("cache-control", "no-store"));
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title, version: "1" } },
    transform: jsonSchemaTransform,
  });
  await addRoutes(app);
  app.get("/api/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  return app;
}
