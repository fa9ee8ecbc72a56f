import type { DataKind } from "../data-kind.ts";

const onlyYou = { de: "nur Sie", en: "you alone" };

/** What is on the customer's own computer. It reaches us only where the declaration says so. */
export const computerKinds: readonly DataKind[] = [
  {
    id: "choice-of-windows",
    chapter: "computer",
    isPersonal: true,
    title: { de: "Namen und kleine Bilder Ihrer Fenster", en: "Names and small pictures of your windows" },
    what: {
      de: "Wenn Sie aussuchen, was zu sehen sein soll, zeigt Ihnen das Programm Ihre Bildschirme und Fenster zur Auswahl.",
      en: "When you choose what may be seen, the program shows you your screens and windows to choose from.",
    },
    purpose: { de: "Damit Sie auswählen können.", en: "So that you can choose." },
    ground: "consent",
    because: {
      de: "Das Programm, das Sie gestartet haben, zeigt sie nur Ihnen (§ 25 Abs. 2 Nr. 2 TDDDG).",
      en: "The program that you started shows them to you alone (section 25(2) no. 2 TDDDG).",
    },
    places: [{ in: "memory", program: "customer-agent" }],
    kept: {
      how: "moment",
      while: {
        de: "Nur im Arbeitsspeicher Ihres Computers, solange das Programm läuft. Namen und kleine Bilder verlassen Ihren Computer nicht; wir erfahren nur, wie viele Fenster Sie zeigen.",
        en: "Only in the memory of your computer, as long as the program runs. Names and small pictures do not leave your computer; we learn only how many windows you show.",
      },
    },
    seenBy: onlyYou,
  },
  {
    id: "receipt",
    chapter: "computer",
    isPersonal: true,
    title: { de: "Ihre Quittung mit dem Beschwerde-Code", en: "Your receipt with the complaint code" },
    what: {
      de: "Nummer und Zeiten der Sitzung, was erlaubt war, der Deckname der Beraterin oder des Beraters, Prüfsummen, der Tag der Vernichtung und Ihr Beschwerde-Code.",
      en: "Number and times of the session, what was allowed, the technician's pseudonym, checksums, the day of destruction, and your complaint code.",
    },
    purpose: {
      de: "Mit ihr können Sie sich beschweren, Ihre Daten einsehen und beweisen, was war.",
      en: "With it you can complain, see your data, and prove what happened.",
    },
    ground: "consent",
    because: {
      de: "Gespeichert wird sie nur, wenn Sie das wollen, und nur dort, wo Sie es wollen.",
      en: "It is saved only if you want it, and only where you want it.",
    },
    places: [
      { in: "memory", program: "customer-agent" },
      {
        in: "customer-computer",
        what: { de: "als Datei oder auf Papier, wo Sie sie ablegen", en: "as a file or on paper, wherever you put it" },
      },
    ],
    kept: {
      how: "while",
      while: {
        de: "Solange Sie sie aufheben. Wir haben den Code nicht.",
        en: "As long as you keep it. We do not have the code.",
      },
    },
    seenBy: onlyYou,
  },
  {
    id: "program-files",
    chapter: "computer",
    isPersonal: true,
    title: { de: "Das Programm auf Ihrem Computer", en: "The program on your computer" },
    what: {
      de: "Die Programmdatei, die Dateien, die es zum Laufen braucht, und ein Eintrag, durch den der Link des Rettungsportals es öffnet; falls Sie es möchten, ein Symbol auf dem Schreibtisch. Meldungen über den Ablauf (ohne Namen, Adressen, Schlüssel und Inhalte) gibt es nur dort aus, wo Sie es gestartet haben; es speichert und verschickt sie nicht.",
      en: "The program file, the files it needs to run, and an entry by which the link of the rescue portal opens it; if you wish, an icon on the desktop. Messages about its course (without names, addresses, keys and contents) are printed only where you started it; it neither stores nor sends them.",
    },
    purpose: { de: "Damit die Ferndiagnose läuft.", en: "So that remote support runs." },
    ground: "consent",
    because: {
      de: "Sie starten das Programm selbst (§ 25 Abs. 2 Nr. 2 TDDDG).",
      en: "You start the program yourself (section 25(2) no. 2 TDDDG).",
    },
    places: [
      { in: "log-line", program: "customer-agent" },
      {
        in: "customer-computer",
        what: {
          de: "Programm, zugehörige Dateien, auf Wunsch ein Symbol",
          en: "program, its files, an icon if you wish",
        },
      },
    ],
    kept: {
      how: "while",
      while: {
        de: "Bis zum Ende der Sitzung; dann entfernt sich das heruntergeladene Programm selbst, außer Sie behalten es.",
        en: "Until the end of the session; then the downloaded program removes itself, unless you keep it.",
      },
    },
    seenBy: onlyYou,
  },
];
