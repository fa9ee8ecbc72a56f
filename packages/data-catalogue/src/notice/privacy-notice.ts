import { catalogue } from "../catalogue.ts";
import { chapters } from "../data-kind.ts";
import type { Language } from "../language.ts";
import { writeEnglish } from "./english.ts";
import { type NoticeWriters, paragraph } from "./fixed-sections.ts";
import { writeGerman } from "./german.ts";
import { kindAsEntry } from "./kind-as-entry.ts";
import type { LegalSection, LegalText } from "./legal-text.ts";
import { anyOperator, type Operator } from "./operator.ts";
import { privacyVersion } from "./privacy-version.ts";
import { versionLine } from "./version-line.ts";

const writers: NoticeWriters = { de: writeGerman, en: writeEnglish };

/** The privacy notice, rendered from the catalogue. Without an operator, the text with `{organisation}` in its place. */
export function privacyNotice(language: Language, operator: Operator = anyOperator): LegalText {
  const texts = writers[language](operator, privacyVersion);
  const { title, inShort, contentsTitle, beforeChapters, afterChapters } = texts;
  return {
    kind: "privacy",
    language,
    title,
    version: privacyVersion,
    versionLine: versionLine(privacyVersion, language),
    inShort,
    contentsTitle,
    sections: [...beforeChapters, ...chapters.map(chapterAsSection), ...afterChapters],
  };

  function chapterAsSection(chapter: (typeof chapters)[number]): LegalSection {
    const { title, intro } = texts.chapters[chapter];
    const entries = catalogue.filter((kind) => kind.chapter === chapter).map((kind) => kindAsEntry(kind, language));
    return { id: chapter, title, blocks: [paragraph(intro), ...entries] };
  }
}
