import { type Language, SessionKey } from "@ferndiagnose/protocol";

export interface StartOptions {
  /** Where the service is; undefined when nobody said. */
  portal: URL | undefined;
  /** Fills the key field. Going on still takes the customer's own click. */
  key: string;
  language: Language | undefined;
}

const scheme = "ferndiagnose:";

/**
 * `--portal URL`, `--key KEY`, `--language de|en`, or the link `ferndiagnose://join?key=…&portal=…` that a portal page
 * opens us with. What does not fit is left out.
 *
 * Anybody can write a link, so its portal counts only where none is configured; the key page shows which one it is.
 */
export function readStartOptions(args: readonly string[], configuredPortal: string | undefined): StartOptions {
  const link = args.map(parseLink).find((parsed) => parsed !== undefined);
  const portal = argumentOf(args, "portal") ?? configuredPortal;
  const language = argumentOf(args, "language");
  return {
    portal: parsePortal(portal) ?? parsePortal(link?.portal),
    key: fittingKey(argumentOf(args, "key") ?? link?.key),
    language: language === "de" || language === "en" ? language : undefined,
  };
}

export function isLoopback(portal: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(portal.hostname);
}

function argumentOf(args: readonly string[], name: string): string | undefined {
  const joined = args.find((argument) => argument.startsWith(`--${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 3);
  const index = args.indexOf(`--${name}`);
  return index < 0 ? undefined : args[index + 1];
}

function parseLink(argument: string): { key: string | undefined; portal: string | undefined } | undefined {
  if (!argument.startsWith(scheme)) return undefined;
  const url = parseUrl(argument);
  if (url?.hostname !== "join") return undefined;
  const { searchParams } = url;
  return { key: searchParams.get("key") ?? undefined, portal: searchParams.get("portal") ?? undefined };
}

/** Without encryption only on this very computer. */
function parsePortal(text: string | undefined): URL | undefined {
  const url = parseUrl(text);
  if (url === undefined) return undefined;
  const isAllowed = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
  return isAllowed ? url : undefined;
}

function fittingKey(text: string | undefined): string {
  const parsed = SessionKey.safeParse(text);
  return parsed.success ? parsed.data : "";
}

function parseUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  try {
    return new URL(text);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
