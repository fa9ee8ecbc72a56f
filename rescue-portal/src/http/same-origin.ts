import type { IncomingHttpHeaders } from "node:http";
import { ProtocolError } from "@ferndiagnose/protocol";

const loopbackNames = ["127.0.0.1", "localhost", "[::1]"];

/** The origins under which pages of this listener are open: its own, and on loopback that address's other names. */
export function ownOrigins(url: string): ReadonlySet<string> {
  const { origin, protocol, hostname, port } = new URL(url);
  if (!loopbackNames.includes(hostname)) return new Set([origin]);
  return new Set(loopbackNames.map((name) => new URL(`${protocol}//${name}${port ? `:${port}` : ""}`).origin));
}

/**
 * Throws `origin_not_allowed` when a browser says that the request comes from a foreign page. Programs that are no
 * browsers send no origin, and carry no cookie that a foreign page could misuse.
 */
export function requireOwnOrigin(headers: IncomingHttpHeaders, own: ReadonlySet<string>): void {
  const { origin } = headers;
  if (origin !== undefined && !own.has(origin)) throw new ProtocolError("origin_not_allowed");
  if (headers["sec-fetch-site"] === "cross-site") throw new ProtocolError("origin_not_allowed");
}
