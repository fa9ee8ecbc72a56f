import cookie from "@fastify/cookie";
import swagger from "@fastify/swagger";
import Fastify from "fastify";
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { Log } from "../ports.ts";
import { codedError, rawProblem, replyWithProblem } from "./problem-reply.ts";
import type { Routes } from "./routes.ts";
import { requireOwnOrigin } from "./same-origin.ts";
import { securityHeaders } from "./security-headers.ts";
import { type PageHeaders, servePages } from "./static-pages.ts";

const bodyBytesAtMost = 16 * 1024;

export interface ListenerOptions {
  readonly title: string;
  readonly log: Log;
  /** A built page that this listener serves beside its API. */
  readonly pagesDir?: string | undefined;
  readonly pageHeaders?: PageHeaders | undefined;
  /** Known only once the port is. */
  ownOrigins(): ReadonlySet<string>;
  answered(status: number): void;
}

/**
 * One HTTP listener with everything ours have in common: schemas at the edge, problem details, strict headers, own
 * origin, OpenAPI. Requests are not logged: their addresses and paths are nobody's business.
 */
export async function createListener(options: ListenerOptions, addRoutes: (app: Routes) => void): Promise<Routes> {
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
    frameworkErrors: (error, _request, reply) => void replyWithProblem(reply, codedError(error, options.log)),
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: Parameters<typeof codedError>[0], _request, reply) =>
    replyWithProblem(reply, codedError(error, options.log)),
  );

  app.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
    if (request.method !== "GET" && request.method !== "HEAD") requireOwnOrigin(request.headers, options.ownOrigins());
  });
  app.addHook("onResponse", async (_request, reply) => options.answered(reply.statusCode));

  await app.register(cookie);
  await securityHeaders(app, options.ownOrigins);
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: options.title, version: "1" } },
    transform: jsonSchemaTransform,
  });
  await app.register(async (scope) => addRoutes(scope as Routes));
  await servePages(app, options.pagesDir, options.pageHeaders ?? {});
  app.get("/api/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  return app;
}
