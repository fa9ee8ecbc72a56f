import type { LegalSection } from "./legal-text.ts";

/** The terms of use in one language. */
export type TermsTexts = {
  readonly title: string;
  readonly versionLine: string;
  readonly inShort: { readonly title: string; readonly items: readonly string[] };
  readonly contentsTitle: string;
  readonly sections: readonly LegalSection[];
};

export type WriteTerms = (organisation: string) => TermsTexts;
