import { errorTable, ProtocolError, problemOf } from "@ferndiagnose/protocol";
import type { FastifyError, FastifyReply } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { Log } from "../ports.ts";

/** Answers with problem details (RFC 9457). Nothing of the cause reaches the client. */
export function replyWithProblem(reply: FastifyReply, error: ProtocolError): FastifyReply {
  const problem = problemOf(error.code);
  return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

/** Which of our codes an error inside the web framework means. What is our own fault is logged, by its kind only. */
export function codedError(error: FastifyError | ProtocolError, log: Log): ProtocolError {
  if (error instanceof ProtocolError) {
    if (error.code === "warden_unavailable") log.error({ err: error.cause }, "disk.failed");
    else log.info({ code: error.code }, "request.refused");
    return error;
  }
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
  const { status } = errorTable[code];
  const body = JSON.stringify(problemOf(code));
  return (
    `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
