import type { OwnData } from "@ferndiagnose/protocol";

type Cell = string | number | undefined;

/**
 * The same as a table (RFC 4180): what, when, and every fact in a line of its own. Times are ISO 8601, UTC. A cell that a
 * spreadsheet would take for a formula gets an apostrophe before it.
 */
export function ownDataCsv(data: OwnData): string {
  const { events, recording, consents, technical, version: _, ...session } = data;
  const rows: Cell[][] = [["section", "time", "what", "value"]];
  rows.push(...Object.entries(session).map(([name, value]) => factRow("session", name, value)));
  rows.push(...events.map(({ type, at, ...rest }) => ["event", isoTime(at), type, JSON.stringify(rest)]));
  const { openings, ...recorded } = recording;
  rows.push(...Object.entries(recorded).map(([name, value]) => factRow("recording", name, value)));
  rows.push(...openings.map(({ at, kind, caseId }) => ["recording", isoTime(at), "opened", `${kind} ${caseId}`]));
  rows.push(...consents.map(({ consent, at, channel }) => ["consent", isoTime(at), consent, channel]));
  rows.push(...Object.entries(technical).map(([name, value]) => factRow("technical", name, value)));
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

const timeNames = new Set(["at", "createdAt", "endedAt", "deleteAt", "destroyedAt"]);

function factRow(section: string, name: string, value: Cell): Cell[] {
  return typeof value === "number" && timeNames.has(name)
    ? [section, isoTime(value), name, ""]
    : [section, "", name, value];
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function cell(value: Cell): string {
  const text = String(value ?? "");
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
