import { SessionKey } from "@ferndiagnose/protocol";

/**
 * Seven digits, in one piece or as 123-4567, with no digit touching them. `Ferndiagnose 123-4567 (1).AppImage` has a key;
 * a telephone number has none.
 */
const sevenDigits = /(?<![0-9]|[0-9][- ])([0-9]{3})[- ]?([0-9]{4})(?![0-9]|[- ][0-9])/g;

/**
 * The key in the names under which the program was saved, to fill the field in; going on takes the customer's own click.
 * Empty where there is none, or more than one to choose from.
 */
export function keyInNames(names: readonly string[]): string {
  const keys = new Set<string>();
  for (const name of names) {
    if (!/^ferndiagnose/i.test(name)) continue;
    const found = [...name.matchAll(sevenDigits)].map(([, first = "", second = ""]) => first + second);
    if (found.length > 1) return "";
    for (const key of found) keys.add(key);
  }
  const [key] = keys;
  return keys.size === 1 && SessionKey.safeParse(key).success ? (key ?? "") : "";
}
