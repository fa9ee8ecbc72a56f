import type { DataKind } from "../data-kind.ts";
import { deskSignInMs, oneTimeLinkMs, signedInMs } from "../periods.ts";

const theirWork = {
  de: "Wer hier arbeitet, braucht einen Zugang (auch Art. 32 DSGVO).",
  en: "Whoever works here needs access (also Art. 32 GDPR).",
};

/** About those who work with the system. */
export const staffKinds: readonly DataKind[] = [
  {
    id: "account",
    chapter: "staff",
    isPersonal: true,
    title: { de: "Zugänge der Beschäftigten", en: "Staff accounts" },
    what: {
      de: "Anmeldename, der Name, den Kunden sehen (ein Deckname genügt), Aufgabe, Prüfsumme des Kennworts, Tag der Anlage.",
      en: "Sign-in name, the name customers see (a pseudonym is enough), role, checksum of the password, day of creation.",
    },
    purpose: {
      de: "Nur Berechtigte können Sitzungen anbieten, und Kunden sehen, wer sie berät.",
      en: "Only authorised people can offer sessions, and customers see who advises them.",
    },
    ground: "contract",
    because: theirWork,
    places: [
      {
        in: "table",
        program: "rescue-portal",
        table: "accounts",
        columns: ["name", "display_name", "role", "password_hash", "created_at"],
      },
    ],
    kept: {
      how: "while",
      while: { de: "Solange der Zugang besteht.", en: "As long as the account exists." },
    },
    seenBy: {
      de: "die Person selbst, die Verwaltung der Zugänge; Kunden nur den angezeigten Namen",
      en: "the person, those who administer accounts; customers only the displayed name",
    },
  },
  {
    id: "sign-in",
    chapter: "staff",
    isPersonal: true,
    title: { de: "Anmeldungen", en: "Sign-ins" },
    what: {
      de: "Prüfsumme des Anmeldezeichens, zu welchem Zugang, bis wann; im Browser das Anmeldezeichen als Cookie, das nur dazu dient.",
      en: "Checksum of the sign-in token, for which account, until when; in the browser the token as a cookie that serves nothing else.",
    },
    purpose: {
      de: "Man muss sich nicht bei jedem Klick neu anmelden.",
      en: "Nobody has to sign in again at every click.",
    },
    ground: "contract",
    because: theirWork,
    places: [
      {
        in: "table",
        program: "rescue-portal",
        table: "account_sessions",
        columns: ["token_hash", "account_name", "expires_at"],
      },
      { in: "browser", program: "agent-viewer", key: "cookie" },
    ],
    kept: {
      how: "for",
      ms: signedInMs,
      after: { de: "der Anmeldung, oder bis zur Abmeldung", en: "signing in, or until signing out" },
      rules: [{ table: "account_sessions", column: "expires_at", afterMs: 0 }],
    },
    seenBy: { de: "niemand", en: "nobody" },
  },
  {
    id: "one-time-link",
    chapter: "staff",
    isPersonal: true,
    title: { de: "Anmelde-Links", en: "One-time links" },
    what: {
      de: "Prüfsumme eines Links, der einmal anmeldet, zu welchem Zugang, bis wann.",
      en: "Checksum of a link that signs in once, for which account, until when.",
    },
    purpose: { de: "Erste Anmeldung ohne Kennwort.", en: "First sign-in without a password." },
    ground: "contract",
    because: theirWork,
    places: [
      {
        in: "table",
        program: "rescue-portal",
        table: "one_time_links",
        columns: ["token_hash", "account_name", "expires_at"],
      },
    ],
    kept: {
      how: "for",
      ms: oneTimeLinkMs,
      after: { de: "der Ausgabe, oder bis er benutzt ist", en: "it was issued, or until it is used" },
      rules: [{ table: "one_time_links", column: "expires_at", afterMs: 0 }],
    },
    seenBy: { de: "wer den Link bekommt", en: "whoever receives the link" },
  },
  {
    id: "viewer-memory",
    chapter: "staff",
    isPersonal: true,
    title: { de: "Merkzettel im Browser der Beratung", en: "What the technicians' browser remembers" },
    what: {
      de: "Die gewählte Sprache und, nur im offenen Tab, Nummer und Schlüssel der laufenden Sitzung.",
      en: "The chosen language and, in the open tab only, number and key of the running session.",
    },
    purpose: { de: "Neu laden, ohne die Sitzung zu verlieren.", en: "Reloading without losing the session." },
    ground: "contract",
    because: theirWork,
    places: [
      { in: "browser", program: "agent-viewer", key: "ferndiagnose.language" },
      { in: "browser", program: "agent-viewer", key: "ferndiagnose.session" },
    ],
    kept: {
      how: "while",
      while: {
        de: "Die Sprache, bis jemand sie ändert; die Sitzung, bis der Tab geschlossen oder die Sitzung zu Ende ist.",
        en: "The language until somebody changes it; the session until the tab is closed or the session is over.",
      },
    },
    seenBy: { de: "wer an diesem Computer arbeitet", en: "whoever works at that computer" },
  },
  {
    id: "auditors",
    chapter: "staff",
    isPersonal: true,
    title: { de: "Prüferinnen und Prüfer", en: "Auditors" },
    what: {
      de: "Kürzel, öffentliche Schlüssel, ob die Person zu uns gehört, und ihre Decknamen als Beraterin oder Berater, von ihnen selbst unterschrieben.",
      en: "Short names, public keys, whether the person belongs to us, and their pseudonyms as technicians, signed by themselves.",
    },
    purpose: {
      de: "Nur wer dort steht, kann einer Öffnung zustimmen, und niemand prüft sich selbst.",
      en: "Only those who stand there can approve an opening, and nobody audits themselves.",
    },
    ground: "contract",
    because: {
      de: "Wer prüft, hat diese Aufgabe übernommen; dass frühere Fassungen bleiben, ist nötig, um alte Aufzeichnungen zu prüfen.",
      en: "Auditors have taken on this task; earlier versions must stay in order to check old recordings.",
    },
    places: [
      { in: "file", program: "recordings", path: "auditor-sets/<version>.json" },
      { in: "file", program: "key-warden", path: "auditor-sets/<version>.json" },
    ],
    kept: {
      how: "while",
      while: {
        de: "Solange es Aufzeichnungen aus ihrer Zeit gibt und die Kette der Prüfer belegt werden muss.",
        en: "As long as recordings of their time exist and the chain of auditors has to be proven.",
      },
    },
    seenBy: {
      de: "Prüfer, Schlüsselwächter, wer den Prüftisch erreicht",
      en: "auditors, key wardens, whoever reaches the desk",
    },
  },
  {
    id: "desk-sign-in",
    chapter: "staff",
    isPersonal: true,
    title: { de: "Anmeldung am Prüftisch", en: "Signing in at the auditors' desk" },
    what: {
      de: "Wer angemeldet ist, bis wann, und Zufallszahlen dazu.",
      en: "Who is signed in, until when, and random numbers for it.",
    },
    purpose: { de: "Prüfer sehen Fälle, sonst niemand.", en: "Auditors see cases, nobody else does." },
    ground: "contract",
    because: theirWork,
    places: [{ in: "memory", program: "recordings" }],
    kept: {
      how: "for",
      ms: deskSignInMs,
      after: { de: "der Anmeldung, nur im Arbeitsspeicher", en: "signing in, in memory only" },
    },
    seenBy: { de: "niemand", en: "nobody" },
  },
];
