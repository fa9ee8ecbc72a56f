import type { DataKind } from "../data-kind.ts";
import { dayMs, minuteMs, proofDays, recordingDays, resumableAfterEndMs } from "../periods.ts";

const afterItsEnd = { de: "dem Ende der Sitzung", en: "the end of the session" };

/** What the portal knows about a session and its customer. */
export const sessionKinds: readonly DataKind[] = [
  {
    id: "session",
    chapter: "session",
    isPersonal: true,
    title: { de: "Dass es die Sitzung gab", en: "That the session took place" },
    what: {
      de: "Eine zufällige Sitzungsnummer, wer Sie beraten hat, wann die Sitzung begann und endete und welcher unserer Server sie aufgezeichnet hat. Ihr Name steht nicht dabei.",
      en: "A random session number, who advised you, when the session began and ended, and which of our servers recorded it. Your name is not part of it.",
    },
    purpose: {
      de: "Damit läuft die Sitzung, und Sie finden sie mit der Nummer auf Ihrer Quittung wieder.",
      en: "It makes the session run, and lets you find it again by the number on your receipt.",
    },
    ground: "obligation",
    because: {
      de: "Wir müssen nachweisen können, dass und wann ein Fernzugriff stattfand (Art. 5 Abs. 2 DSGVO).",
      en: "We must be able to show that and when remote access took place (Art. 5(2) GDPR).",
    },
    places: [
      {
        in: "table",
        program: "rescue-portal",
        table: "sessions",
        columns: ["id", "technician_account", "created_at", "ended_at", "recorder_instance", "recorder_server"],
      },
    ],
    kept: {
      how: "for",
      ms: recordingDays * dayMs,
      after: afterItsEnd,
      rules: [{ table: "sessions", column: "ended_at" }],
    },
    seenBy: {
      de: "während der Sitzung Ihre Beraterin oder Ihr Berater; danach Sie selbst mit Ihrer Quittung und die Technik, die unsere Server betreut",
      en: "during the session your technician; afterwards you with your receipt, and those who look after our servers",
    },
  },
  {
    id: "session-events",
    chapter: "session",
    isPersonal: true,
    title: { de: "Ablauf der Sitzung und Ihre Zustimmung", en: "Course of the session and your consent" },
    what: {
      de: "Was wann geschah: Schlüssel erkannt, zugestimmt (mit der Fassung dieser Hinweise und der Nutzungsbedingungen), was gezeigt und was bedient werden durfte, Pausen, Unterbrechungen, Ende und Grund. Keine Inhalte.",
      en: "What happened when: key recognised, consent given (with the version of this notice and of the terms), what could be seen and controlled, pauses, interruptions, end and reason. No contents.",
    },
    purpose: {
      de: "Wir und Sie können damit belegen, wozu Sie zugestimmt haben und was erlaubt war.",
      en: "It lets us and you prove what you agreed to and what was allowed.",
    },
    ground: "obligation",
    because: {
      de: "Wer sich auf eine Einwilligung stützt, muss sie nachweisen können (Art. 7 Abs. 1 DSGVO).",
      en: "Whoever relies on consent must be able to prove it (Art. 7(1) GDPR).",
    },
    places: [
      { in: "table", program: "rescue-portal", table: "session_events", columns: ["session_id", "seq", "event"] },
      { in: "record", kinds: ["lifeCycleEvent", "rightsEvent"] },
    ],
    kept: { how: "with", kind: "session", rules: [{ table: "session_events", with: "sessions" }] },
    seenBy: {
      de: "Sie und Ihre Beraterin oder Ihr Berater während der Sitzung; danach Sie selbst mit Ihrer Quittung und die Technik, die unsere Server betreut",
      en: "you and your technician during the session; afterwards you with your receipt, and those who look after our servers",
    },
  },
  {
    id: "session-proofs",
    chapter: "session",
    isPersonal: true,
    title: { de: "Prüfcode und Wiedereinstieg", en: "Check code and resumption" },
    what: {
      de: "Die vier Ziffern, die Sie am Telefon vergleichen, und die Prüfsumme eines Geheimnisses, mit dem Ihr Programm nach einem Verbindungsabbruch zurückfindet.",
      en: "The four digits you compare on the phone, and the checksum of a secret by which your program finds its way back after the connection broke.",
    },
    purpose: {
      de: "Damit sich niemand in Ihre Sitzung drängt.",
      en: "So that nobody pushes into your session.",
    },
    ground: "consent",
    because: {
      de: "Das gehört zu der Sitzung, der Sie zugestimmt haben, und schützt sie.",
      en: "It belongs to the session you agreed to, and protects it.",
    },
    places: [
      { in: "table", program: "rescue-portal", table: "sessions", columns: ["check_code", "resume_token_hash"] },
      { in: "memory", program: "customer-agent" },
    ],
    kept: {
      how: "for",
      ms: resumableAfterEndMs,
      after: afterItsEnd,
      rules: [{ table: "sessions", column: "ended_at", clears: ["check_code", "resume_token_hash"] }],
    },
    seenBy: {
      de: "den Prüfcode sehen Sie und Ihre Beraterin oder Ihr Berater",
      en: "you and your technician see the check code",
    },
  },
  {
    id: "connection-data",
    chapter: "session",
    isPersonal: true,
    title: { de: "Verbindungsdaten während der Sitzung", en: "Connection data during the session" },
    what: {
      de: "Was zwei Computer einander sagen müssen, um eine verschlüsselte Verbindung aufzubauen; darin stehen Netzwerkadressen.",
      en: "What two computers must tell each other to set up an encrypted connection; network addresses are part of it.",
    },
    purpose: {
      de: "Das Bild kommt damit von Ihrem Computer über unseren Server zu Ihrer Beraterin oder Ihrem Berater.",
      en: "It brings the picture from your computer through our server to your technician.",
    },
    ground: "consent",
    because: {
      de: "Ohne diese Angaben gibt es die Verbindung nicht, der Sie zustimmen.",
      en: "Without them the connection that you agree to does not exist.",
    },
    places: [
      { in: "memory", program: "rescue-portal" },
      { in: "memory", program: "recordings" },
      { in: "memory", program: "customer-agent" },
      { in: "memory", program: "agent-viewer" },
    ],
    kept: {
      how: "moment",
      while: {
        de: "Nur solange die Verbindung besteht, im Arbeitsspeicher.",
        en: "In memory only, as long as the connection lasts.",
      },
    },
    seenBy: { de: "niemand", en: "nobody" },
  },
  {
    id: "receipt-proof",
    chapter: "session",
    isPersonal: true,
    title: { de: "Prüfsumme zu Ihrer Quittung", en: "Checksum of your receipt" },
    what: {
      de: "Die Prüfsumme eines Beweises, den nur Ihr Beschwerde-Code ergibt. Den Code selbst haben nur Sie.",
      en: "The checksum of a proof that only your complaint code yields. The code itself is yours alone.",
    },
    purpose: {
      de: "Daran erkennen wir, dass wirklich Sie nach Ihren Daten fragen oder Ihre Einwilligung ändern.",
      en: "By it we recognise that it is really you who asks for your data or changes your consent.",
    },
    ground: "obligation",
    because: {
      de: "Wir müssen Auskunft geben, aber nur der richtigen Person (Art. 12 Abs. 6, Art. 15 DSGVO).",
      en: "We must give access, but to the right person only (Art. 12(6), Art. 15 GDPR).",
    },
    places: [{ in: "table", program: "rescue-portal", table: "sessions", columns: ["receipt_proof_hash"] }],
    kept: { how: "with", kind: "session" },
    seenBy: { de: "niemand", en: "nobody" },
  },
  {
    id: "support-consent",
    chapter: "session",
    isPersonal: true,
    title: { de: "Einwilligung in die Ferndiagnose überhaupt", en: "Consent to remote support as such" },
    what: {
      de: "Falls die Hotline bei der Schlüsselausgabe Ihre Kundennummer einträgt: ob Sie Fernunterstützung erlauben oder sie widerrufen haben, wann, auf welchem Weg und, wenn die Hotline es für Sie einträgt, durch wen. Die Kundennummer selbst speichern wir nicht, nur eine verschlüsselte Prüfsumme.",
      en: "If the hotline enters your customer number when issuing a key: whether you allow remote support or have withdrawn it, when, by which way and, where the hotline enters it for you, by whom. The customer number itself is not stored, only a keyed checksum.",
    },
    purpose: {
      de: "Wenn Sie Ihre Einwilligung widerrufen, gibt unser System für Sie keinen Schlüssel mehr aus.",
      en: "When you withdraw your consent, our system issues no more keys for you.",
    },
    ground: "obligation",
    because: {
      de: "Ein Widerruf muss wirken und belegbar sein (Art. 7 Abs. 1 und 3 DSGVO).",
      en: "A withdrawal must take effect and be provable (Art. 7(1) and (3) GDPR).",
    },
    places: [
      { in: "table", program: "rescue-portal", table: "sessions", columns: ["customer_hmac"] },
      {
        in: "table",
        program: "rescue-portal",
        table: "support_consents",
        columns: ["customer_hmac", "seq", "state", "at", "channel", "account"],
      },
    ],
    kept: {
      how: "for",
      ms: proofDays * dayMs,
      after: {
        de: "der Eintragung; ein Widerruf, der noch gilt, bleibt, damit er weiter wirkt",
        en: "the entry; a withdrawal that is still in force stays, so that it keeps its effect",
      },
      rules: [
        {
          table: "support_consents",
          column: "at",
          sparesLast: { of: "customer_hmac", by: "seq", column: "state", is: "withdrawn" },
        },
      ],
    },
    seenBy: {
      de: "Sie selbst mit Ihrer Quittung; die Hotline nur, ob für eine Kundennummer ein Schlüssel ausgegeben werden darf",
      en: "you with your receipt; the hotline only whether a key may be issued for a customer number",
    },
  },
  {
    id: "waiting-messages",
    chapter: "session",
    isPersonal: true,
    title: { de: "Nachrichten unterwegs", en: "Messages on their way" },
    what: {
      de: "Wie weit Ihre Sitzung ist, der versiegelte Beschwerde-Code, der Name, unter dem sich Ihre Beraterin oder Ihr Berater meldet, und Beschwerden, die von der Internetseite zum Aufzeichnungsserver weitergereicht werden.",
      en: "How far your session is, the sealed complaint code, the name your technician goes by, and complaints handed on from the web page to the recording server.",
    },
    purpose: { de: "Sie kommen dort an, wo sie hinsollen.", en: "They reach the place they are meant for." },
    ground: "consent",
    because: {
      de: "Sie gehören zu der Sitzung, der Sie zugestimmt haben, oder zu der Beschwerde, die Sie absenden.",
      en: "They belong to the session you agreed to, or to the complaint you send.",
    },
    places: [
      { in: "memory", program: "rescue-portal" },
      { in: "memory", program: "recordings" },
      { in: "memory", program: "customer-agent" },
      { in: "memory", program: "agent-viewer" },
    ],
    kept: {
      how: "for",
      ms: minuteMs,
      after: { de: "dem Ende der Sitzung, nur im Arbeitsspeicher", en: "the end of the session, in memory only" },
    },
    seenBy: { de: "Sie und Ihre Beraterin oder Ihr Berater", en: "you and your technician" },
  },
];
