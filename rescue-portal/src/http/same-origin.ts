import type { IncomingHttpHeaders } from "node:http";
import { ProtocolError } from "@ferndiagnose/protocol";

/**
 * Throws `origin_not_allowed` when a browser says that the request comes from a foreign page. Programs that are no
 * browsers send no origin, and carry no cookie that a foreign page could misuse.
 */
export function requireOwnOrigin(headers: IncomingHttpHeaders, own: ReadonlySet<string>): void {
  const { origin } = headers;
  if (origin !== undefined && !own.has(origin)) throw new ProtocolError("origin_not_allowed");
  if (headers["sec-fetch-site"] === "cross-site") throw new ProtocolError("origin_not_allowed");
}
