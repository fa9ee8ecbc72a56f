import type { EndReason } from "@ferndiagnose/protocol";
import type { Language, sharedTexts, TextKey } from "@ferndiagnose/ui";
import { useTranslation } from "react-i18next";
import type { FailureCode } from "../http/api-error.ts";
import type { de } from "./de.ts";

type Shared = typeof sharedTexts.de;
export type ViewerTextKey = TextKey<typeof de> | `common:${TextKey<Shared["common"]>}`;
export type Say = (key: ViewerTextKey, values?: Record<string, string | number>) => string;

export interface Text {
  say: Say;
  sayFailure(code: FailureCode): string;
  sayReason(reason: EndReason): string;
  language: Language;
}

/** The texts in the language of the page; a key that does not exist does not compile. */
export function useText(): Text {
  const { t, i18n } = useTranslation();
  return {
    say: (key, values) => t(key, { ...values }),
    sayFailure: (code) =>
      code === "no_connection"
        ? t("common:noConnection")
        : t(`errors:${code}` satisfies `errors:${keyof Shared["errors"]}`),
    sayReason: (reason) => t(`endReasons:${reason}` satisfies `endReasons:${keyof Shared["endReasons"]}`),
    language: i18n.language === "en" ? "en" : "de",
  };
}
