import type { InBoth, Language } from "../language.ts";
import type { Place } from "../place.ts";

const words = {
  portalDatabase: { de: "Datenbank des Rettungsportals", en: "database of the rescue portal" },
  recordingsDatabase: { de: "Datenbank des Aufzeichnungsservers", en: "database of the recording server" },
  archive: { de: "Speicher des Aufzeichnungsservers", en: "storage of the recording server" },
  warden: { de: "Schlüsselwächter", en: "key warden" },
  sealed: { de: "in der versiegelten Aufzeichnung", en: "in the sealed recording" },
  journal: { de: "öffentliches Protokoll", en: "public log" },
  logs: { de: "Betriebsprotokoll", en: "servers' log" },
  counts: { de: "Zähler", en: "counts" },
  ourMemory: { de: "Arbeitsspeicher unserer Server", en: "memory of our servers" },
  yourMemory: { de: "Arbeitsspeicher Ihres Computers", en: "memory of your computer" },
  theirMemory: { de: "Arbeitsspeicher am Platz der Beratung", en: "memory of the technician's computer" },
  theirBrowser: { de: "Browser am Platz der Beratung", en: "browser of the technician" },
  yourScreen: { de: "Ausgabe des Programms auf Ihrem Computer", en: "output of the program on your computer" },
} as const satisfies Record<string, InBoth>;

/** Where something is, in words for everybody; each place once. */
export function placesInWords(places: readonly Place[], language: Language): string {
  const named = new Set(places.map((place) => wordsOf(place)[language]));
  const [first = "", ...others] = named;
  return `${[first.charAt(0).toLocaleUpperCase(language) + first.slice(1), ...others].join("; ")}.`;
}

function wordsOf(place: Place): InBoth {
  switch (place.in) {
    case "table":
      return place.program === "rescue-portal" ? words.portalDatabase : words.recordingsDatabase;
    case "file":
      return place.program === "key-warden" ? words.warden : words.archive;
    case "record":
      return words.sealed;
    case "leaf":
      return words.journal;
    case "log-line":
      return place.program === "customer-agent" ? words.yourScreen : words.logs;
    case "metrics":
      return words.counts;
    case "memory":
      if (place.program === "customer-agent") return words.yourMemory;
      return place.program === "agent-viewer" ? words.theirMemory : words.ourMemory;
    case "browser":
      return words.theirBrowser;
    case "customer-computer":
      return {
        de: `auf Ihrem eigenen Computer: ${place.what.de}`,
        en: `on your own computer: ${place.what.en}`,
      };
  }
}
