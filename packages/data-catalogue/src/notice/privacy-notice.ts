import type { Language } from "../language.ts";
import type { LegalText } from "./legal-text.ts";
import { anyOperator, type Operator } from "./operator.ts";
import { privacyVersion } from "./privacy-version.ts";

/** The privacy notice, rendered from the catalogue. */
export function privacyNotice(language: Language, operator: Operator = anyOperator): LegalText {
  return {
    kind: "privacy",
    language,
    title: language === "de" ? "Datenschutzhinweise" : "Privacy notice",
    version: privacyVersion,
    versionLine: privacyVersion,
    inShort: { title: language === "de" ? "Das Wichtigste in Kürze" : "In short", items: [operator.organisation] },
    contentsTitle: language === "de" ? "Inhalt" : "Contents",
    sections: [],
  };
}
