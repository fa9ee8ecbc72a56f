import { kindById } from "../catalogue.ts";
import type { Kept } from "../data-kind.ts";
import type { Language } from "../language.ts";
import { dayMs, hourMs, minuteMs, recordingDays } from "../periods.ts";

/** How long something is kept, in a sentence for everybody. */
export function periodInWords(kept: Kept, language: Language): string {
  const isGerman = language === "de";
  switch (kept.how) {
    case "for": {
      const duration = durationInWords(kept.ms, language);
      const after = kept.after[language];
      return isGerman ? `${duration} nach ${after}.` : `${duration} after ${after}.`;
    }
    case "with": {
      const other = kindById(kept.kind);
      const [title, period] = [other.title[language], periodInWords(other.kept, language)];
      return isGerman ? `Wie „${title}“: ${period}` : `As “${title}”: ${period}`;
    }
    case "recording":
      return isGerman
        ? `Bis die Aufzeichnung vernichtet wird: spätestens ${recordingDays} Tage nach dem Ende der Sitzung. Ist eine Beschwerde offen, bis sie geklärt ist.`
        : `Until the recording is destroyed: ${recordingDays} days after the end of the session at the latest. While a complaint is open, until it is settled.`;
    case "moment":
    case "while":
      return kept.while[language];
    case "lasting":
      return `${isGerman ? "Auf Dauer." : "For good."} ${kept.because[language]}`;
  }
}

const units = [
  { ms: dayMs, de: ["Tag", "Tage"], en: ["day", "days"] },
  { ms: hourMs, de: ["Stunde", "Stunden"], en: ["hour", "hours"] },
  { ms: minuteMs, de: ["Minute", "Minuten"], en: ["minute", "minutes"] },
] as const;

/** In the largest unit that needs no fraction; whole years from three on. */
export function durationInWords(ms: number, language: Language): string {
  const years = ms / (365 * dayMs);
  if (Number.isInteger(years) && years > 1) return language === "de" ? `${years} Jahre` : `${years} years`;
  const unit = units.find((each) => ms >= each.ms && ms % each.ms === 0);
  if (unit === undefined) throw new Error(`No words for a period of ${ms} ms`);
  const count = ms / unit.ms;
  return `${count} ${unit[language][count === 1 ? 0 : 1]}`;
}
