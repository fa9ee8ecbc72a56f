import type { TextKey } from "@ferndiagnose/ui";
import { useTranslation } from "react-i18next";
import type { de } from "./de.ts";

type Values = Readonly<Record<string, string | number>>;

/** This program's own words by their typed key. */
export function useWords(): (key: TextKey<typeof de>, values?: Values) => string {
  const { t } = useTranslation("own");
  return (key, values = {}) => t(key, values);
}

/** Whole minutes from one minute on, seconds before: nobody needs it finer. */
export function useDuration(): (ms: number) => string {
  const words = useWords();
  return (ms) => {
    const seconds = Math.round(ms / 1_000);
    return seconds < 60
      ? words("duration.seconds", { count: seconds })
      : words("duration.minutes", { count: Math.round(seconds / 60) });
  };
}
