import type { Language } from "../language.ts";

/** A legal text as data: no markup, no links. The component `LegalDocument` of the ui package shows exactly this shape. */
export type LegalText = {
  readonly kind: "terms" | "privacy";
  readonly language: Language;
  readonly title: string;
  /** Date and revision, as in the protocol's `TextVersion`. */
  readonly version: string;
  /** The version in words of this language. */
  readonly versionLine: string;
  /** The whole text in a few sentences, for those who read no further. */
  readonly inShort: { readonly title: string; readonly items: readonly string[] };
  readonly contentsTitle: string;
  readonly sections: readonly LegalSection[];
};

export type LegalSection = { readonly id: string; readonly title: string; readonly blocks: readonly LegalBlock[] };

export type LegalBlock =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  /** Something with a name and what is to be said about it, row by row. */
  | { readonly kind: "entry"; readonly id: string; readonly title: string; readonly rows: readonly LegalRow[] };

export type LegalRow = { readonly term: string; readonly text: string };
