import type { IncomingMessage, ServerResponse } from "node:http";
import swagger from "@fastify/swagger";
import { errorTable, ProtocolError, problemOf } from "@ferndiagnose/protocol";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type RawServerDefault,
} from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { Log } from "../ports.ts";

export type DeskRoutes = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** A complaint with a code for each of 255 auditors fits in it. */
const bodyBytesAtMost = 128 * 1024;

/** There are no pages here: nothing may run, be framed, or be kept. */
const headers = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * The desk's HTTP listener: schemas at the edge, problem details, no cookies (so that no page can borrow a session), OpenAPI.
 * Requests are not logged.
 */
export async function createDeskListener(log: Log, addRoutes: (app: DeskRoutes) => void): Promise<DeskRoutes> {
  const app: DeskRoutes = Fastify({
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
  app.setErrorHandler((error: FastifyError, _request, reply) => replyWithProblem(reply, codedError(error, log)));
  app.setNotFoundHandler((_request, reply) => replyWithProblem(reply, new ProtocolError("not_found")));
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(headers);
    // Browsers send an origin with whatever a page of somebody else makes them send.
    if (request.headers["sec-fetch-site"] === "cross-site") throw new ProtocolError("origin_not_allowed");
  });
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "Ferndiagnose: auditors' desk", version: "1" } },
    transform: jsonSchemaTransform,
  });
  await app.register(async (scope) => addRoutes(scope as DeskRoutes));
  app.get("/api/v1/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  return app;
}

/** RFC 9457. Nothing of the cause reaches the client. */
function replyWithProblem(reply: FastifyReply, error: ProtocolError): FastifyReply {
  const problem = problemOf(error.code, error.retryAfterSeconds);
  if (error.retryAfterSeconds !== undefined) reply.header("retry-after", String(error.retryAfterSeconds));
  return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

function codedError(error: FastifyError | ProtocolError, log: Log): ProtocolError {
  if (error instanceof ProtocolError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return new ProtocolError("message_malformed");
  const { statusCode = 500 } = error;
  if (statusCode === 413) return new ProtocolError("message_too_large");
  if (statusCode === 404) return new ProtocolError("not_found");
  if (statusCode >= 400 && statusCode < 500) return new ProtocolError("message_malformed");
  log.error({ errorName: error.name, errorCode: error.code }, "desk.request_failed");
  return new ProtocolError("internal", { cause: error });
}

function rawProblem(code: "message_malformed" | "message_too_large"): string {
  const body = JSON.stringify(problemOf(code));
  return (
    `HTTP/1.1 ${errorTable[code].status} Refused\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
