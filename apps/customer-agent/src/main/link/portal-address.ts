import { parseUrl } from "./parse-url.ts";

/** The address of a service, or undefined. Without encryption only on this very computer. */
export function parsePortal(text: string | undefined): URL | undefined {
  const url = text === undefined ? undefined : parseUrl(text);
  if (url === undefined || url.username !== "" || url.password !== "") return undefined;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url)) ? url : undefined;
}

export function isLoopback(portal: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(portal.hostname);
}
