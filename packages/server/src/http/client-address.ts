import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * The address a request came from. Behind `trustedProxies` proxies of our own it is the entry of X-Forwarded-For that
 * the outermost of them wrote; what stands before it was written by the client and is not believed. Where no address
 * stands there, it is the nearest proxy's.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? "unknown";
  if (trustedProxies === 0) return direct;
  const header = request.headers["x-forwarded-for"];
  const entries = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",").map((entry) => entry.trim());
  return bareAddress(entries.at(-trustedProxies) ?? "") ?? direct;
}

/** Some proxies write the port, too: with it every connection would be somebody new, with a budget of its own. */
function bareAddress(entry: string): string | undefined {
  const [, bracketed, withPort] = /^\[([^\]]*)\](?::\d+)?$|^([\d.]+):\d+$/.exec(entry) ?? [];
  const address = bracketed ?? withPort ?? entry;
  return isIP(address) === 0 ? undefined : address;
}
