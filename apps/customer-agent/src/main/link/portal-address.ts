/** The address of a service, or undefined. Without encryption only on this very computer. */
export function parsePortal(text: string | undefined): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return undefined;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url)) ? url : undefined;
}

export function isLoopback(portal: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(portal.hostname);
}
