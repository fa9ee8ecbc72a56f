import type { Language } from "../language.ts";

const months = {
  de: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
} as const;

/** `2026-11-22.1` in words. Without `Intl`, so that every program writes the same. */
export function versionLine(version: string, language: Language): string {
  const [, year, month, day, revision] = /^(\d{4})-(\d{2})-(\d{2})\.(\d+)$/.exec(version) ?? [];
  const monthName = months[language][Number(month) - 1];
  if (monthName === undefined) throw new Error(`${version} is no version of a text`);
  return language === "de"
    ? `Fassung vom ${Number(day)}. ${monthName} ${year} (Nr. ${revision})`
    : `Version of ${Number(day)} ${monthName} ${year} (no. ${revision})`;
}
