import { errorTable, ProtocolError, problemOf } from "@ferndiagnose/protocol";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { Log } from "../log.ts";

/** Answers with problem details (RFC 9457). Nothing of the cause reaches the client. */
export function replyWithProblem(reply: FastifyReply, error: ProtocolError): FastifyReply {
  const problem = problemOf(error.code, error.retryAfterSeconds);
  if (error.retryAfterSeconds !== undefined) reply.header("retry-after", String(error.retryAfterSeconds));
  return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

/** For requests that no route takes. */
export function replyNotFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return replyWithProblem(reply, new ProtocolError("not_found"));
}

/** Which of our codes an error inside the web framework means. What is our own fault is logged. */
export function codedError(error: FastifyError | ProtocolError, log: Log): ProtocolError {
  if (error instanceof ProtocolError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return new ProtocolError("message_malformed");
  const { statusCode = 500 } = error;
  if (statusCode === 413) return new ProtocolError("message_too_large");
  if (statusCode === 404) return new ProtocolError("not_found");
  if (statusCode >= 400 && statusCode < 500) return new ProtocolError("message_malformed");
  log.error({ err: error }, "request.failed");
  return new ProtocolError("internal", { cause: error });
}

/** The raw answer where the request was no HTTP that we understand. */
export function rawProblem(code: "message_malformed" | "message_too_large"): string {
  const body = JSON.stringify(problemOf(code));
  return (
    `HTTP/1.1 ${errorTable[code].status} Refused\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
