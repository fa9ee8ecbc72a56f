/** The token of a one-time link, `#link=<token>`, taken out of the address and the history at once. */
export function takeLinkToken(
  location: Pick<Location, "hash" | "pathname" | "search">,
  history: Pick<History, "replaceState">,
): string | undefined {
  const token = new URLSearchParams(location.hash.replace(/^#/, "")).get("link");
  if (token === null) return undefined;
  history.replaceState(null, "", location.pathname + location.search);
  return token;
}
