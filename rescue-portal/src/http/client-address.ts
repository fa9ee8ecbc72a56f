import type { IncomingMessage } from "node:http";

/**
 * The address a request came from. Behind `trustedProxies` proxies of our own it is the entry of X-Forwarded-For that
 * the outermost of them wrote; what stands before it was written by the client and is not believed.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? "unknown";
  if (trustedProxies === 0) return direct;
  const header = request.headers["x-forwarded-for"];
  const entries = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",").map((entry) => entry.trim());
  return entries.at(-trustedProxies) || direct;
}
