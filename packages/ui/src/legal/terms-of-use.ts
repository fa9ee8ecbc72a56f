import type { Language } from "../texts/language.ts";
import type { LegalText } from "./legal-text.ts";
import { writeEnglishTerms } from "./terms-english.ts";
import { writeGermanTerms } from "./terms-german.ts";
import { termsVersion } from "./terms-version.ts";

/** The terms of use of customers. `organisation` is whom they are helped by. */
export function termsOfUse(language: Language, organisation = "{organisation}"): LegalText {
  const write = language === "de" ? writeGermanTerms : writeEnglishTerms;
  return { kind: "terms", language, version: termsVersion, ...write(organisation) };
}
