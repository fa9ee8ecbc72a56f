import type { Chapter } from "../data-kind.ts";
import type { Language } from "../language.ts";
import type { LegalBlock, LegalSection } from "./legal-text.ts";
import type { Operator } from "./operator.ts";

/** The paragraphs that stand in the notice whatever the catalogue holds, and what leads into its chapters. */
export type NoticeTexts = {
  readonly title: string;
  readonly inShort: { readonly title: string; readonly items: readonly string[] };
  readonly contentsTitle: string;
  readonly chapters: Readonly<Record<Chapter, { readonly title: string; readonly intro: string }>>;
  readonly beforeChapters: readonly LegalSection[];
  readonly afterChapters: readonly LegalSection[];
};

export type WriteNotice = (operator: Operator, version: string) => NoticeTexts;

export const paragraph = (text: string): LegalBlock => ({ kind: "text", text });
export const list = (...items: string[]): LegalBlock => ({ kind: "list", items });

/** The blocks that have something to say. */
export function present(...blocks: (LegalBlock | undefined)[]): LegalBlock[] {
  return blocks.filter((block) => block !== undefined);
}

export type NoticeWriters = Readonly<Record<Language, WriteNotice>>;
