import type { DataKind } from "../data-kind.ts";
import { dayMs, logDays } from "../periods.ts";

const operators = { de: "die Technik, die unsere Server betreut", en: "those who look after our servers" };
const nobodyMeant = { de: "Es geht um Maschinen, nicht um Menschen.", en: "This is about machines, not about people." };

/** What keeps the servers running. */
export const operationKinds: readonly DataKind[] = [
  {
    id: "server-logs",
    chapter: "operation",
    isPersonal: true,
    title: { de: "Betriebsprotokolle der Server", en: "Logs of the servers" },
    what: {
      de: "Wann eine Sitzung welchen Stand erreichte und wo ein Fehler auftrat, mit Sitzungs- und Aufzeichnungsnummer. Keine Namen, keine Adressen, keine Schlüssel, keine Inhalte: Unsere Programme schreiben nur, was in einer festen Liste steht.",
      en: "When a session reached which state, and where an error occurred, with the numbers of session and recording. No names, no addresses, no keys, no contents: our programs write only what stands in a fixed list.",
    },
    purpose: { de: "Störungen finden und beheben.", en: "Finding and mending faults." },
    ground: "interest",
    because: {
      de: "Ein Dienst, dessen Störungen niemand findet, hilft Ihnen nicht; Namen braucht es dafür nicht.",
      en: "A service whose faults nobody finds does not help you; names are not needed for it.",
    },
    places: [
      { in: "log-line", program: "rescue-portal" },
      { in: "log-line", program: "recordings" },
      { in: "log-line", program: "key-warden" },
    ],
    kept: { how: "for", ms: logDays * dayMs, after: { de: "dem Eintrag", en: "the entry" } },
    seenBy: operators,
  },
  {
    id: "figures",
    chapter: "operation",
    isPersonal: false,
    title: { de: "Zähler", en: "Counts" },
    what: {
      de: "Wie viele Sitzungen, Abbrüche, Fehler und Anfragen es gab; nie von wem.",
      en: "How many sessions, ends, errors and requests there were; never whose.",
    },
    purpose: { de: "Sehen, ob alles läuft.", en: "Seeing whether everything runs." },
    ground: "none",
    because: { de: "Zahlen ohne Personen.", en: "Numbers without persons." },
    places: [
      { in: "metrics", program: "rescue-portal", labels: ["event", "reason", "code", "listener", "status"] },
      { in: "metrics", program: "recordings", labels: ["step", "part"] },
    ],
    kept: { how: "lasting", because: { de: "Sie nennen niemanden.", en: "They name nobody." } },
    seenBy: operators,
  },
  {
    id: "machine-identities",
    chapter: "operation",
    isPersonal: false,
    title: { de: "Schlüssel und Uhren der Server", en: "Keys and clocks of the servers" },
    what: {
      de: "Womit sich unsere Programme einander ausweisen, welcher Server läuft, bis zu welcher Zeit die Uhr sicher ging, was der letzte Aufräumlauf getan hat.",
      en: "By what our programs identify themselves to each other, which server runs, up to which time the clock was surely right, what the last round of deletions did.",
    },
    purpose: {
      de: "Damit Aufzeichnungen echt sind und weder zu früh noch zu spät vernichtet werden.",
      en: "So that recordings are genuine, and destroyed neither too early nor too late.",
    },
    ground: "none",
    because: nobodyMeant,
    places: [
      { in: "table", program: "recordings", table: "clock_mark", columns: ["id", "high_water_ms"] },
      { in: "file", program: "recordings", path: "recovery-key.json" },
      { in: "file", program: "recordings", path: "wardens.json" },
      { in: "file", program: "recordings", path: "owner/<process>" },
      { in: "file", program: "recordings", path: "retention.json" },
      { in: "file", program: "key-warden", path: "identity.key" },
      { in: "file", program: "key-warden", path: "clock.json" },
      { in: "file", program: "key-warden", path: "owner/<process>" },
    ],
    kept: { how: "lasting", because: nobodyMeant },
    seenBy: operators,
  },
  {
    id: "schema-notes",
    chapter: "operation",
    isPersonal: false,
    title: { de: "Stand der Datenbanken", en: "State of the databases" },
    what: {
      de: "Welche Fassung der Tabellen eine Datenbank hat.",
      en: "Which version of the tables a database has.",
    },
    purpose: {
      de: "Neue Programmfassungen können auf alten Daten weiterarbeiten.",
      en: "New versions of the programs can go on with old data.",
    },
    ground: "none",
    because: nobodyMeant,
    places: (["rescue-portal", "recordings"] as const).flatMap((program) => [
      { in: "table" as const, program, table: "kysely_migration", columns: ["name", "timestamp"] },
      { in: "table" as const, program, table: "kysely_migration_lock", columns: ["id", "is_locked"] },
    ]),
    kept: { how: "lasting", because: nobodyMeant },
    seenBy: operators,
  },
];
