import type { DataKind } from "../data-kind.ts";
import { dayMs, destructionKnownDays, proofDays } from "../periods.ts";

const nobodyButAuditors = {
  de: "zunächst niemand, auch wir nicht. Nur wenn Sie sich beschweren und Ihren Code angeben, können zwei Prüfer gemeinsam hineinsehen; ohne Ihren Code nur drei, von denen eine Person nicht zu uns gehört",
  en: "at first nobody, not even we. Only if you complain and give your code can two auditors look into it together; without your code only three, one of whom does not belong to us",
};

/** What one sealed recording holds, and what is needed to keep it sealed and to destroy it. */
export const recordingKinds: readonly DataKind[] = [
  {
    id: "recorded-picture",
    chapter: "recording",
    isPersonal: true,
    title: { de: "Das Bild Ihres Bildschirms", en: "The picture of your screen" },
    what: {
      de: "Was Sie für die Sitzung freigegeben haben und was deshalb zu sehen war: der ganze Bildschirm, ein Bildschirm oder nur einzelne Fenster. Kein Ton, keine Kamera. In Pausen ist das Bild leer.",
      en: "What you chose to show and what could therefore be seen: the whole screen, one screen, or single windows only. No sound, no camera. During pauses the picture is blank.",
    },
    purpose: {
      de: "Damit sich später klären lässt, was bei einem Fernzugriff geschehen ist, falls Sie sich beschweren. Zu nichts anderem: keine Auswertung, keine Schulung, keine Leistungskontrolle.",
      en: "So that it can be clarified later what happened during remote access, should you complain. For nothing else: no analysis, no training, no performance monitoring.",
    },
    ground: "interest",
    because: {
      de: "Gezeigt wird Ihr Bildschirm nur mit Ihrer Einwilligung; dass die Aufzeichnung danach verschlossen liegen bleibt, beruht auf dem Interesse aller Beteiligten, Missbrauch aufklären zu können, denn eine Aufzeichnung, die sich auf Zuruf löschen ließe, könnte ein Betrüger Ihnen ausreden. Ist zufällig besonders Geschütztes zu sehen, gilt dafür Art. 9 Abs. 2 Buchst. f DSGVO.",
      en: "Your screen is shown with your consent only; that the recording then stays locked rests on everybody's interest in being able to clarify misuse, for a recording that could be deleted on request is one a fraudster could talk you out of. Where specially protected data happens to be visible, Art. 9(2)(f) GDPR applies to it.",
    },
    places: [
      { in: "record", kinds: ["rtpFromCustomer", "rtcpFromCustomer", "rtcpFromTechnician"] },
      { in: "file", program: "recordings", path: "<group>/<recording>.fdr" },
    ],
    kept: { how: "recording" },
    seenBy: nobodyButAuditors,
  },
  {
    id: "recorded-input",
    chapter: "recording",
    isPersonal: true,
    title: { de: "Was die Beraterin oder der Berater getan hat", en: "What the technician did" },
    what: {
      de: "Mausbewegungen, Klicks und Tasten, die Ihre Beraterin oder Ihr Berater an Ihren Computer geschickt hat, auch die abgelehnten. Ihre eigenen Eingaben zeichnen wir nicht auf.",
      en: "Pointer movements, clicks and keys that your technician sent to your computer, refused ones included. Your own input is not recorded.",
    },
    purpose: {
      de: "Damit sich später zeigen lässt, wer was getan hat.",
      en: "So that it can be shown later who did what.",
    },
    ground: "interest",
    because: {
      de: "Ohne diese Aufzeichnung ließe sich nicht klären, wer einen Schaden verursacht hat; sie liegt genauso verschlossen.",
      en: "Without it nobody could tell who caused a damage; it is locked in the same way.",
    },
    places: [{ in: "record", kinds: ["channelMessage"] }],
    kept: { how: "recording" },
    seenBy: nobodyButAuditors,
  },
  {
    id: "recorded-frame",
    chapter: "recording",
    isPersonal: true,
    title: { de: "Technische Begleitangaben der Aufzeichnung", en: "Technical particulars of the recording" },
    what: {
      de: "Wie das Bild verpackt ist, Markierungen wie „eingefroren“ oder „Pause“, Nummern, Zeiten, Prüfsummen und die verschlossenen Schlüsselteile am Anfang der Datei. Keine Namen.",
      en: "How the picture is packed, marks such as “frozen” or “pause”, numbers, times, checksums, and the locked pieces of keys at the beginning of the file. No names.",
    },
    purpose: {
      de: "Damit sich die Aufzeichnung abspielen lässt, niemand sie unbemerkt ändern kann und sie rechtzeitig verschwindet.",
      en: "So that the recording can be played, nobody can change it unnoticed, and it disappears in time.",
    },
    ground: "interest",
    because: {
      de: "Ohne sie wäre die Aufzeichnung weder lesbar noch zu prüfen noch sicher zu löschen.",
      en: "Without them the recording could be neither read nor checked nor safely deleted.",
    },
    places: [
      { in: "record", kinds: ["sessionDescription", "marker"] },
      { in: "file", program: "recordings", path: "<group>/<recording>.fdr.<mark>" },
    ],
    kept: { how: "recording" },
    seenBy: nobodyButAuditors,
  },
  {
    id: "recording-register",
    chapter: "recording",
    isPersonal: true,
    title: { de: "Verzeichnis der Aufzeichnungen", en: "Register of recordings" },
    what: {
      de: "Nummern, Zeiten, Größe, Prüfsumme, Tag der Vernichtung und ein Deckname für die Beraterin oder den Berater. Von Ihnen steht dort nichts. Nach der Vernichtung bleiben nur Nummern, Prüfsumme und Tage als Nachweis.",
      en: "Numbers, times, size, checksum, day of destruction, and a pseudonym for the technician. Nothing about you. After the destruction only numbers, checksum and days remain as a proof.",
    },
    purpose: {
      de: "Damit jede Aufzeichnung gefunden und pünktlich vernichtet wird.",
      en: "So that every recording is found and destroyed on time.",
    },
    ground: "obligation",
    because: {
      de: "Löschfristen müssen eingehalten und nachgewiesen werden (Art. 5 Abs. 1 Buchst. e und Abs. 2 DSGVO).",
      en: "Storage limits must be kept and proven (Art. 5(1)(e) and (2) GDPR).",
    },
    places: [
      {
        in: "table",
        program: "recordings",
        table: "recording",
        columns: [
          "recording_id",
          "session_id",
          "technician",
          "state",
          "started_at",
          "ended_at",
          "delete_at",
          "latest_delete_at",
          "final_seq",
          "final_hash",
          "bytes",
          "auditor_set_version",
          "wardens",
        ],
      },
    ],
    kept: { how: "recording" },
    seenBy: {
      de: "Prüfer, wenn es einen Fall gibt; die Technik, die unsere Server betreut",
      en: "auditors when there is a case; those who look after our servers",
    },
  },
  {
    id: "shred-secret",
    chapter: "recording",
    isPersonal: true,
    title: { de: "Schlüsselteil zur Vernichtung", en: "Piece of key for the destruction" },
    what: {
      de: "Ein Stück Schlüssel, ohne das sich die Aufzeichnung nicht öffnen lässt, mit dem Decknamen der Beraterin oder des Beraters; verschlüsselt bei einem eigenen Programm, dem Schlüsselwächter.",
      en: "A piece of key without which the recording cannot be opened, with the technician's pseudonym; encrypted, at a program of its own, the key warden.",
    },
    purpose: {
      de: "Wird es vernichtet, ist die Aufzeichnung für immer unlesbar, auch in jeder Sicherungskopie.",
      en: "Once it is destroyed, the recording is unreadable for ever, in every backup too.",
    },
    ground: "obligation",
    because: {
      de: "Nur so lässt sich die Löschung auch für Kopien garantieren (Art. 17, Art. 25 DSGVO).",
      en: "Only thus can deletion be guaranteed for copies as well (Art. 17, Art. 25 GDPR).",
    },
    places: [
      { in: "file", program: "key-warden", path: "keys/<day>.key" },
      { in: "file", program: "key-warden", path: "keys/hold-<recording>.key" },
      { in: "file", program: "key-warden", path: "secrets/<day>/<recording>" },
      { in: "file", program: "key-warden", path: "secrets/held/<day>/<recording>" },
      { in: "memory", program: "key-warden" },
      { in: "memory", program: "recordings" },
    ],
    kept: { how: "recording" },
    seenBy: { de: "niemand", en: "nobody" },
  },
  {
    id: "recording-status",
    chapter: "recording",
    isPersonal: false,
    title: { de: "Auskunft zur Aufzeichnung", en: "What became of the recording" },
    what: {
      de: "Zur Nummer auf Ihrer Quittung: ob die Aufzeichnung verschlossen, geöffnet oder vernichtet ist, und wann. Keine Namen.",
      en: "For the number on your receipt: whether the recording is locked, opened or destroyed, and when. No names.",
    },
    purpose: {
      de: "Sie können jederzeit nachsehen, ob jemand Ihre Aufzeichnung geöffnet hat und dass sie vernichtet wurde.",
      en: "You can look at any time whether somebody opened your recording, and that it was destroyed.",
    },
    ground: "interest",
    because: {
      de: "Die Auskunft dient Ihnen; zu einer Person führt sie nur bei dem, der die Quittung hat.",
      en: "It serves you; it leads to a person only for whoever has the receipt.",
    },
    places: [
      {
        in: "table",
        program: "rescue-portal",
        table: "recording_statuses",
        columns: ["session_id", "state", "delete_at", "destroyed_at", "openings", "changed_at", "server"],
      },
    ],
    kept: {
      how: "for",
      ms: destructionKnownDays * dayMs,
      after: { de: "der Vernichtung der Aufzeichnung", en: "the destruction of the recording" },
      rules: [
        { table: "recording_statuses", column: "changed_at", only: { column: "state", is: "destroyed" } },
        { table: "recording_statuses", column: "changed_at", afterMs: proofDays * dayMs },
      ],
    },
    seenBy: { de: "wer die Nummer der Quittung kennt", en: "whoever knows the receipt's number" },
  },
];
