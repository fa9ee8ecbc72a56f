import { SessionKey } from "@ferndiagnose/protocol";
import { parseUrl } from "./parse-url.ts";
import { parsePortal } from "./portal-address.ts";

/** What a portal's page opens us with: `ferndiagnose://join?key=1234567&portal=https%3A%2F%2Fhelp.example`. */
export interface JoinLink {
  readonly key: string;
  readonly portal: URL | undefined;
}

const longestLink = 600;

/** Undefined for anything but exactly such a link: anybody can write one, so nothing in it is forgiven. */
export function parseJoinLink(text: string): JoinLink | undefined {
  if (text.length > longestLink || !/^ferndiagnose:\/\/join\/?\?[\x21-\x7e]*$/.test(text)) return undefined;
  const url = parseUrl(text);
  if (url?.host !== "join" || url.username !== "" || url.hash !== "") return undefined;
  const names = [...url.searchParams.keys()].sort().join();
  if (names !== "key" && names !== "key,portal") return undefined;
  const key = SessionKey.safeParse(url.searchParams.get("key"));
  if (!key.success) return undefined;
  const named = url.searchParams.get("portal");
  if (named === null) return { key: key.data, portal: undefined };
  const portal = parsePortal(named);
  return portal && { key: key.data, portal };
}
