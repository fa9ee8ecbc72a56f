const loopbackNames = ["127.0.0.1", "localhost", "[::1]"];

/** The origins under which a listener is meant: its own, and on loopback that address's other names. */
export function ownOrigins(url: string): ReadonlySet<string> {
  const { origin, protocol, hostname, port } = new URL(url);
  if (!loopbackNames.includes(hostname)) return new Set([origin]);
  return new Set(loopbackNames.map((name) => new URL(`${protocol}//${name}${port ? `:${port}` : ""}`).origin));
}
