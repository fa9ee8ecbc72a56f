import { createInstance, type i18n } from "i18next";
import type { Language } from "./language.ts";
import { sharedTexts } from "./shared-texts.ts";
import type { SameKeys, TextTree } from "./text-key.ts";

export type Texts = i18n;

/**
 * The texts of one program together with the shared ones. Ready when it returns; loads nothing.
 * Own keys are asked for as `t("desk.title")`, shared ones as `t("errors:key_malformed")`.
 */
export function createTexts<German extends TextTree>(
  own: { de: German; en: SameKeys<German> },
  language: Language = "de",
): Texts {
  const texts = createInstance();
  void texts.init({
    initAsync: false,
    lng: language,
    supportedLngs: ["de", "en"],
    fallbackLng: "de",
    defaultNS: "own",
    ns: ["own", "errors", "endReasons", "common"],
    resources: {
      de: { own: own.de, ...sharedTexts.de },
      en: { own: own.en, ...sharedTexts.en },
    },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  return texts;
}
