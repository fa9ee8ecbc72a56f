import { useTranslation } from "react-i18next";

/** Days as people write them; a number and its full stop stay on one line. */
export function useDays(): (ms: number) => string {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language === "en" ? "en-GB" : "de-DE", { dateStyle: "long" });
  return (ms) => format.format(ms).replace(/\. /g, ".\u00a0");
}
