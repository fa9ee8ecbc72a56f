import type { DataKind } from "../data-kind.ts";
import { attemptWindowMs, keyLifetimeMs } from "../periods.ts";

/** What comes with a visit to the portal's pages. */
export const visitKinds: readonly DataKind[] = [
  {
    id: "browser-identification",
    chapter: "visit",
    isPersonal: true,
    title: { de: "Kennung Ihres Browsers", en: "How your browser identifies itself" },
    what: {
      de: "Welches Betriebssystem, welchen Prozessor und welchen Browser Ihr Computer nennt (User-Agent und Client Hints).",
      en: "Which operating system, processor and browser your computer names (user agent and client hints).",
    },
    purpose: {
      de: "Wir bieten Ihnen damit das Programm an, das auf Ihrem Computer läuft, und die passende Anleitung.",
      en: "With it we offer you the program that runs on your computer, and the right instructions.",
    },
    ground: "interest",
    because: {
      de: "Sie und wir haben ein Interesse daran, dass Sie das richtige Programm bekommen; ohne diese Angabe ginge es nicht (§ 25 Abs. 2 Nr. 2 TDDDG).",
      en: "You and we have an interest in your getting the right program; without this it could not be done (section 25(2) no. 2 TDDDG).",
    },
    places: [{ in: "memory", program: "rescue-portal" }],
    kept: {
      how: "moment",
      while: {
        de: "Nur während wir diese eine Anfrage beantworten, weniger als eine Sekunde. Danach ist sie vergessen: Sie steht in keinem Protokoll, keiner Datenbank und keiner Aufzeichnung.",
        en: "Only while we answer this one request, less than a second. Then it is forgotten: it is in no log, no database and no recording.",
      },
    },
    seenBy: { de: "niemand", en: "nobody" },
  },
  {
    id: "network-address",
    chapter: "visit",
    isPersonal: true,
    title: { de: "Netzwerkadresse (IP-Adresse)", en: "Network address (IP address)" },
    what: {
      de: "Die Adresse, unter der Ihr Computer oder Ihr Router im Internet erreichbar ist.",
      en: "The address under which your computer or router can be reached on the internet.",
    },
    purpose: {
      de: "Ohne sie kommt keine Antwort bei Ihnen an. Außerdem zählen wir falsch eingegebene Sitzungsschlüssel, Quittungsnummern und Beschwerde-Codes je Adresse, damit niemand sie durch Ausprobieren errät.",
      en: "Without it no answer reaches you. We also count wrong session keys, receipt numbers and complaint codes for each address, so that nobody finds them by trying.",
    },
    ground: "interest",
    because: {
      de: "Fremde von Ihrer Sitzung fernzuhalten liegt in Ihrem und unserem Interesse und geht nicht milder (Erwägungsgrund 49 DSGVO).",
      en: "Keeping strangers out of your session is in your and our interest, and there is no milder way (recital 49 GDPR).",
    },
    places: [
      { in: "memory", program: "rescue-portal" },
      { in: "memory", program: "recordings" },
    ],
    kept: {
      how: "for",
      ms: attemptWindowMs,
      after: {
        de: "dem letzten Fehlversuch, nur im Arbeitsspeicher und nur als verschlüsselte Prüfsumme; sonst nur, solange die Verbindung besteht",
        en: "the last failed attempt, in memory only and only as a keyed checksum; otherwise only as long as the connection lasts",
      },
    },
    seenBy: {
      de: "niemand; die Adresse wird in kein Protokoll und keine Datenbank geschrieben",
      en: "nobody; the address is written into no log and no database",
    },
  },
  {
    id: "session-key",
    chapter: "visit",
    isPersonal: true,
    title: { de: "Sitzungsschlüssel", en: "Session key" },
    what: {
      de: "Die sieben Ziffern, die Ihnen am Telefon genannt werden; gespeichert nur als Prüfsumme, aus der niemand die Ziffern ablesen kann. Dazu, ob das Programm heruntergeladen wurde.",
      en: "The seven digits read out to you on the phone; stored only as a checksum from which nobody can read the digits. Also whether the program was downloaded.",
    },
    purpose: {
      de: "Er führt Sie zu genau der Beraterin oder dem Berater, mit dem Sie sprechen, und zu niemandem sonst.",
      en: "It leads you to the very person you are speaking with, and to nobody else.",
    },
    ground: "interest",
    because: {
      de: "Der Schlüssel nennt Sie nicht und schützt Sie: Ohne ihn könnte jeder eine Sitzung mit Ihnen beginnen.",
      en: "The key does not name you and protects you: without it anybody could begin a session with you.",
    },
    places: [
      {
        in: "table",
        program: "rescue-portal",
        table: "session_keys",
        columns: ["key_hmac", "session_id", "expires_at"],
      },
      { in: "memory", program: "rescue-portal" },
    ],
    kept: {
      how: "for",
      ms: keyLifetimeMs,
      after: { de: "der Ausgabe, oder bis er benutzt ist", en: "it was issued, or until it is used" },
      rules: [{ table: "session_keys", column: "expires_at", afterMs: 0 }],
    },
    seenBy: { de: "die Beraterin oder der Berater, der ihn ausgibt", en: "the technician who issues it" },
  },
];
