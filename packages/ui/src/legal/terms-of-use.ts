import type { Language } from "../texts/language.ts";
import type { LegalText } from "./legal-text.ts";
import { termsVersion } from "./terms-version.ts";

/** The terms of use of customers. `organisation` is whom they are helped by. */
export function termsOfUse(language: Language, organisation = "{organisation}"): LegalText {
  return {
    kind: "terms",
    language,
    title: language === "de" ? "Nutzungsbedingungen" : "Terms of use",
    version: termsVersion,
    versionLine: termsVersion,
    inShort: { title: language === "de" ? "Das Wichtigste in Kürze" : "In short", items: [organisation] },
    contentsTitle: language === "de" ? "Inhalt" : "Contents",
    sections: [],
  };
}
