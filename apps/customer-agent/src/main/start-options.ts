import { type Language, SessionKey } from "@ferndiagnose/protocol";
import { parseJoinLink } from "./link/join-link.ts";
import { parsePortal } from "./link/portal-address.ts";

export { isLoopback } from "./link/portal-address.ts";

export interface StartOptions {
  /** Where the service is; undefined when nobody said. */
  portal: URL | undefined;
  /** Fills the key field. Going on still takes the customer's own click. */
  key: string;
  language: Language | undefined;
  /** A link named another service than ours; it is shown, and neither it nor the link's key is used. */
  foreignPortal: string | undefined;
  /** Take the program away and end. */
  remove: boolean;
  /** The watchdog started us: the program before us hung, after its session had been live for so long. */
  stoppedByWatchdogAfterMs: number | undefined;
  /** The heir of a program that hung or crashed started us, with its last word on standard input. */
  hasLastWord: boolean;
}

export interface StartCircumstances {
  /** What the program's own file name says; whatever is said on purpose goes before it. */
  keyFromName?: string;
  /** No argument names another portal than the configured one. */
  isPortalFixed?: boolean;
}

/**
 * `--portal URL`, `--key KEY`, `--language de|en`, `--remove`, `--last-word`, or the link `ferndiagnose://join?key=…&portal=…` that a
 * portal page opens us with. What does not fit is left out.
 *
 * Anybody can write a link, so its portal counts only where none is configured; the key page shows which one it is.
 * Anybody can also write a shortcut with arguments: a released program stays with the portal it was built for.
 */
export function readStartOptions(
  args: readonly string[],
  configuredPortal: string | undefined,
  { keyFromName = "", isPortalFixed = false }: StartCircumstances = {},
): StartOptions {
  const link = args.map(parseJoinLink).find((parsed) => parsed !== undefined);
  const named = isPortalFixed ? undefined : parsePortal(argumentOf(args, "portal"));
  const configured = named ?? parsePortal(configuredPortal);
  const isForeign = configured !== undefined && link?.portal !== undefined && link.portal.origin !== configured.origin;
  const language = argumentOf(args, "language");
  return {
    portal: configured ?? link?.portal,
    key: fittingKey(argumentOf(args, "key")) || (isForeign ? "" : (link?.key ?? "")) || (isForeign ? "" : keyFromName),
    language: language === "de" || language === "en" ? language : undefined,
    stoppedByWatchdogAfterMs: wholeNumber(argumentOf(args, "stopped-by-watchdog")),
    hasLastWord: args.includes("--last-word"),
    foreignPortal: isForeign ? link?.portal?.host : undefined,
    remove: args.includes("--remove"),
  };
}

function argumentOf(args: readonly string[], name: string): string | undefined {
  const joined = args.find((argument) => argument.startsWith(`--${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 3);
  const index = args.indexOf(`--${name}`);
  return index < 0 ? undefined : args[index + 1];
}

function fittingKey(text: string | undefined): string {
  const parsed = SessionKey.safeParse(text);
  return parsed.success ? parsed.data : "";
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
