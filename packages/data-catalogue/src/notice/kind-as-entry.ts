import type { DataKind } from "../data-kind.ts";
import type { Language } from "../language.ts";
import { legalGrounds } from "../legal-ground.ts";
import type { LegalBlock } from "./legal-text.ts";
import { periodInWords } from "./period-in-words.ts";
import { placesInWords } from "./place-in-words.ts";

const terms = {
  de: {
    what: "Was",
    purpose: "Wozu",
    ground: "Auf welcher Grundlage",
    where: "Wo",
    kept: "Wie lange",
    seenBy: "Wer es sieht",
  },
  en: {
    what: "What",
    purpose: "What for",
    ground: "On which basis",
    where: "Where",
    kept: "How long",
    seenBy: "Who sees it",
  },
} as const;

/** A kind of data as the notice tells of it. */
export function kindAsEntry(kind: DataKind, language: Language): LegalBlock {
  const term = terms[language];
  const ground = legalGrounds[kind.ground][language];
  return {
    kind: "entry",
    id: kind.id,
    title: kind.title[language],
    rows: [
      { term: term.what, text: kind.what[language] },
      { term: term.purpose, text: kind.purpose[language] },
      { term: term.ground, text: `${sentence(ground, language)} ${kind.because[language]}` },
      { term: term.where, text: placesInWords(kind.places, language) },
      { term: term.kept, text: periodInWords(kind.kept, language) },
      { term: term.seenBy, text: sentence(kind.seenBy[language], language) },
    ],
  };
}

function sentence(text: string, language: Language): string {
  return `${text.charAt(0).toLocaleUpperCase(language)}${text.slice(1)}.`;
}
