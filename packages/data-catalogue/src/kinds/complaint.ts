import type { DataKind } from "../data-kind.ts";
import { attemptWindowMs } from "../periods.ts";

/** Complaints, openings, and the proofs of both and of destructions. */
export const complaintKinds: readonly DataKind[] = [
  {
    id: "complaint",
    chapter: "complaint",
    isPersonal: true,
    title: { de: "Ihre Beschwerde", en: "Your complaint" },
    what: {
      de: "Eine Fallnummer, zu welcher Aufzeichnung, seit wann, in welchem Stand, und Ihr Beschwerde-Code, so verschlossen, dass nur Prüfer ihn öffnen können. Weder Ihr Name noch ein Text von Ihnen. Nach der Vernichtung bleiben nur Fallnummer, Art und Zeiten.",
      en: "A case number, for which recording, since when, in which state, and your complaint code, locked so that only auditors can open it. Neither your name nor any text of yours. After the destruction only the case's number, kind and times remain.",
    },
    purpose: {
      de: "Ihre Beschwerde hält die Aufzeichnung fest und lässt zwei Prüfer gemeinsam hineinsehen.",
      en: "Your complaint keeps the recording and lets two auditors look into it together.",
    },
    ground: "interest",
    because: {
      de: "Sie erheben die Beschwerde, damit ein möglicher Missbrauch aufgeklärt wird; das liegt auch in unserem Interesse. Sie können sie zurücknehmen.",
      en: "You complain so that a possible misuse is clarified; that is in our interest, too. You can withdraw it.",
    },
    places: [
      {
        in: "table",
        program: "recordings",
        table: "review_case",
        columns: [
          "case_id",
          "recording_id",
          "lock",
          "state",
          "requester",
          "reason",
          "codes",
          "statements",
          "viewer_key",
          "taken_by",
          "opened_at",
          "expires_at",
          "closed_at",
        ],
      },
      {
        in: "table",
        program: "recordings",
        table: "approval",
        columns: ["case_id", "auditor", "signed", "share", "leaf_index"],
      },
      { in: "file", program: "key-warden", path: "cases/<case>" },
    ],
    kept: { how: "recording" },
    seenBy: {
      de: "Prüfer; Sie sehen den Stand auf der Quittungsseite",
      en: "auditors; you see the state on the receipt's page",
    },
  },
  {
    id: "hold",
    chapter: "complaint",
    isPersonal: true,
    title: { de: "Aufschub der Vernichtung", en: "Postponement of the destruction" },
    what: {
      de: "Dass eine Aufzeichnung wegen eines offenen Falls über ihren Tag hinaus bleibt, wer das verantwortet, warum, und bis wann es neu geprüft wird (spätestens nach 30 Tagen).",
      en: "That a recording stays past its day because of an open case, who answers for that, why, and by when it is reviewed (after 30 days at the latest).",
    },
    purpose: {
      de: "Damit das Beweismittel nicht verschwindet, während Ihre Beschwerde geprüft wird.",
      en: "So that the evidence does not disappear while your complaint is examined.",
    },
    ground: "interest",
    because: {
      de: "Die Aufklärung Ihrer Beschwerde wiegt schwerer als die Löschung am 90. Tag (Art. 17 Abs. 3 Buchst. e DSGVO).",
      en: "Clarifying your complaint outweighs deletion on day 90 (Art. 17(3)(e) GDPR).",
    },
    places: [
      {
        in: "table",
        program: "recordings",
        table: "hold",
        columns: ["recording_id", "case_id", "owner", "reason", "review_at", "placed_at", "ended_at"],
      },
      { in: "file", program: "key-warden", path: "holds/<recording>" },
    ],
    kept: { how: "recording" },
    seenBy: {
      de: "Prüfer; Sie sehen den Stand auf der Quittungsseite",
      en: "auditors; you see the state on the receipt's page",
    },
  },
  {
    id: "desk-visit",
    chapter: "complaint",
    isPersonal: true,
    title: { de: "Versuche, eine Beschwerde zu erheben", en: "Attempts to complain" },
    what: {
      de: "Wie viele falsche Nummern oder Codes von einer Netzwerkadresse kamen.",
      en: "How many wrong numbers or codes came from one network address.",
    },
    purpose: { de: "Niemand soll Codes ausprobieren können.", en: "Nobody shall be able to try codes out." },
    ground: "interest",
    because: {
      de: "Der Schutz Ihrer Aufzeichnung geht nicht milder (Erwägungsgrund 49 DSGVO).",
      en: "There is no milder way to protect your recording (recital 49 GDPR).",
    },
    places: [{ in: "memory", program: "recordings" }],
    kept: {
      how: "for",
      ms: attemptWindowMs,
      after: { de: "dem letzten Versuch, nur im Arbeitsspeicher", en: "the last attempt, in memory only" },
    },
    seenBy: { de: "niemand", en: "nobody" },
  },
  {
    id: "journal-details",
    chapter: "complaint",
    isPersonal: true,
    title: { de: "Wovon das öffentliche Protokoll spricht", en: "What the public log speaks of" },
    what: {
      de: "Jeder Schritt mit einer Aufzeichnung (begonnen, beendet, Fall, Öffnung, Vernichtung) steht als Prüfsumme in einem öffentlichen Protokoll. Wozu eine Prüfsumme gehört (Nummern, Prüfer, Zeiten), steht getrennt davon.",
      en: "Every step of a recording (begun, ended, case, opening, destruction) stands in a public log as a checksum. What a checksum is about (numbers, auditors, times) stands apart from it.",
    },
    purpose: {
      de: "Niemand soll eine Aufzeichnung heimlich öffnen, austauschen oder verschwinden lassen können.",
      en: "Nobody shall be able to open, exchange or lose a recording secretly.",
    },
    ground: "interest",
    because: {
      de: "Die Kontrolle nützt Ihnen und geht ohne Namen.",
      en: "This control serves you and does without names.",
    },
    places: [
      {
        in: "table",
        program: "recordings",
        table: "leaf",
        columns: ["leaf_index", "recording_id", "case_id", "type", "at", "salt", "details"],
      },
    ],
    kept: { how: "recording" },
    seenBy: { de: "Prüfer und Schlüsselwächter bei einem Fall", en: "auditors and key wardens in a case" },
  },
  {
    id: "journal",
    chapter: "complaint",
    isPersonal: false,
    title: { de: "Das öffentliche Protokoll", en: "The public log" },
    what: {
      de: "Zeit, Art des Schritts und Prüfsumme. Ist die Aufzeichnung vernichtet, weiß niemand mehr, worauf sich die Prüfsumme bezog.",
      en: "Time, kind of step, and checksum. Once the recording is destroyed, nobody knows any more what the checksum was about.",
    },
    purpose: {
      de: "Jede und jeder kann prüfen, dass nichts nachträglich geändert wurde.",
      en: "Anybody can check that nothing was changed afterwards.",
    },
    ground: "none",
    because: { de: "Das Protokoll nennt niemanden.", en: "The log names nobody." },
    places: [
      {
        in: "leaf",
        types: [
          "opened",
          "anchor",
          "closed",
          "recovered",
          "auditor_set",
          "case",
          "approval",
          "released",
          "view",
          "case_closed",
          "hold",
          "hold_ended",
          "shred_intent",
          "shred_done",
        ],
      },
      { in: "file", program: "recordings", path: "log/**" },
      { in: "file", program: "key-warden", path: "log/checkpoints.json" },
    ],
    kept: {
      how: "lasting",
      because: {
        de: "Es bleibt, weil ein Protokoll, aus dem man streichen kann, nichts beweist.",
        en: "It stays, because a log from which something can be struck out proves nothing.",
      },
    },
    seenBy: { de: "alle", en: "everybody" },
  },
  {
    id: "destruction-proof",
    chapter: "complaint",
    isPersonal: false,
    title: { de: "Nachweis der Vernichtung", en: "Proof of the destruction" },
    what: {
      de: "Nummern, Zeiten und Unterschriften der Schlüsselwächter darüber, dass eine Aufzeichnung vernichtet ist. Keine Namen.",
      en: "Numbers, times and signatures of the key wardens saying that a recording is destroyed. No names.",
    },
    purpose: {
      de: "Sie und wir können die Vernichtung belegen, ohne jemandem glauben zu müssen.",
      en: "You and we can prove the destruction without having to believe anybody.",
    },
    ground: "obligation",
    because: {
      de: "Die Löschung muss nachweisbar sein (Art. 5 Abs. 2 DSGVO).",
      en: "Deletion must be provable (Art. 5(2) GDPR).",
    },
    places: [
      {
        in: "table",
        program: "recordings",
        table: "purge",
        columns: [
          "recording_id",
          "step",
          "fence",
          "owner",
          "lease_until",
          "intent_leaf",
          "wardens",
          "done_leaf",
          "certificate",
          "facts",
        ],
      },
      { in: "file", program: "recordings", path: "certificates/<name>.json" },
      { in: "file", program: "key-warden", path: "destroyed/<group>/<recording>" },
      { in: "file", program: "key-warden", path: "destroying/<recording>" },
    ],
    kept: {
      how: "lasting",
      because: {
        de: "Er bleibt, damit sich die Vernichtung auch später noch beweisen lässt; er nennt keine Person.",
        en: "It stays, so that the destruction can still be proven later; it names no person.",
      },
    },
    seenBy: { de: "wer die Nummer der Quittung kennt", en: "whoever knows the receipt's number" },
  },
];
