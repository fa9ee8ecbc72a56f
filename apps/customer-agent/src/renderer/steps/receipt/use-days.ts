import { useTranslation } from "react-i18next";

/** Days and times as people here say them, in this computer's time zone. */
export function useDays(): { day(ms: number): string; time(ms: number): string } {
  const { i18n } = useTranslation();
  const locale = i18n.language === "en" ? "en-GB" : "de-DE";
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "full" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  // "20. Februar" stays together.
  return { day: (ms) => day.format(ms).replace(/\. /g, ".\u00a0"), time: (ms) => time.format(ms) };
}
