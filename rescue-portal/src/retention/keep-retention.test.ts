import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue, type RetentionRule, retentionRules } from "@ferndiagnose/data-catalogue";
import { policy } from "@ferndiagnose/protocol";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { keepRetention } from "./keep-retention.ts";

type Row = Record<string, string | number | null>;
type TimedRule = Extract<RetentionRule, { column: string }>;

/** A time long after 1970, so that periods of years lie before it. */
const startMs = Date.UTC(2026, 5, 1);
const yearMs = 365 * 24 * 3_600_000;
const { RECORDING_RETENTION_DAYS } = policy;
const allRules = retentionRules("rescue-portal");

/** One row of each table, in the order in which they refer to each other, whose times are `at`. */
function rowsAt(at: number): Record<string, Row> {
  return {
    accounts: { name: "tina", display_name: "Technik", role: "technician", password_hash: null, created_at: at },
    account_sessions: { token_hash: "a", account_name: "tina", expires_at: at },
    one_time_links: { token_hash: "b", account_name: "tina", expires_at: at },
    sessions: {
      id: "s".repeat(20),
      technician_account: "tina",
      created_at: at,
      ended_at: at,
      check_code: "1234",
      resume_token_hash: "r",
      recorder_instance: "0".repeat(32),
      recorder_server: "s",
      receipt_proof_hash: "p",
      customer_hmac: "h",
    },
    session_events: { session_id: "s".repeat(20), seq: 0, event: "{}" },
    session_keys: { key_hmac: "k", session_id: "s".repeat(20), expires_at: at },
    support_consents: { customer_hmac: "h", seq: 1, state: "given", at, channel: "portal", account: null },
    recording_statuses: {
      session_id: "s".repeat(20),
      state: "locked",
      delete_at: at,
      destroyed_at: null,
      openings: "[]",
      changed_at: at,
      server: "s",
    },
  };
}

describe("retention", () => {
  let database: Database;

  beforeEach(async () => {
    database = openSqliteDatabase(":memory:");
    await database.migrate();
  });
  afterEach(() => database.close());

  async function insert(table: string, row: Row): Promise<void> {
    const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)));
    const values = sql.join(Object.values(row));
    await sql`insert into ${sql.table(table)} (${columns}) values (${values})`.execute(database.tables);
  }

  async function insertAll(at: number, changes: Record<string, Row> = {}): Promise<void> {
    for (const [table, row] of Object.entries(rowsAt(at))) await insert(table, { ...row, ...changes[table] });
  }

  async function rowsOf(table: string): Promise<Row[]> {
    return (await sql<Row>`select * from ${sql.table(table)}`.execute(database.tables)).rows;
  }

  const keep = (now: number, days = RECORDING_RETENTION_DAYS) => keepRetention(database, now, days);

  const timed = allRules.filter((rule): rule is TimedRule => "column" in rule);
  test.each(timed.map((rule) => [`${rule.table} of ${rule.kind}`, rule] as const))(
    "%s: in time, not early",
    async (_, rule) => {
      const only = rule.only === undefined ? {} : { [rule.table]: { [rule.only.column]: rule.only.is } };
      await insertAll(startMs, only);
      const isThere = async () => {
        const rows = await rowsOf(rule.table);
        return rule.clears === undefined ? rows.length > 0 : rule.clears.every((column) => rows[0]?.[column] !== null);
      };
      await keep(startMs + rule.afterMs - 1);
      expect(await isThere()).toBe(true);
      await keep(startMs + rule.afterMs);
      expect(await isThere()).toBe(false);
      if (rule.clears !== undefined) {
        const cleared = Object.fromEntries(rule.clears.map((column) => [column, null]));
        expect(await rowsOf(rule.table)).toEqual([{ ...rowsAt(startMs)[rule.table], ...cleared }]);
      }
    },
  );

  test("what goes with something else goes with it, and not before", async () => {
    const together = allRules.filter((rule) => "with" in rule);
    expect(together).not.toEqual([]);
    for (const { table, with: parent } of together) {
      await insertAll(startMs);
      await keep(startMs);
      expect(await rowsOf(table)).toHaveLength(1);
      await sql`delete from ${sql.table(parent)}`.execute(database.tables);
      expect(await rowsOf(table)).toEqual([]);
    }
  });

  test("every table whose kind has a period has a rule for it; the others say why not", () => {
    for (const { id, kept, places } of catalogue) {
      for (const place of places) {
        if (place.in !== "table" || place.program !== "rescue-portal") continue;
        if (kept.how === "while" || kept.how === "lasting") continue;
        const has = allRules.some(({ table }) => table === place.table);
        expect(
          has,
          `${id} is kept for a while, and no rule deletes from ${place.table}: add one to its declaration`,
        ).toBe(true);
      }
    }
  });

  test("what is still needed stays: running sessions, live keys, accounts", async () => {
    await insertAll(startMs, { sessions: { ended_at: null }, session_keys: { expires_at: startMs + 10 * yearMs } });
    await keep(startMs + 9 * yearMs);
    for (const table of ["accounts", "sessions", "session_events", "session_keys"])
      expect(await rowsOf(table), table).toHaveLength(1);
    expect((await rowsOf("sessions"))[0]).toMatchObject({ check_code: "1234" });
  });

  test("sessions go earlier where recordings do, and never later", async () => {
    const dayMs = 24 * 3_600_000;
    await insertAll(startMs);
    await keep(startMs + 30 * dayMs - 1, 30);
    expect(await rowsOf("sessions")).toHaveLength(1);
    await keep(startMs + 30 * dayMs, 30);
    expect(await rowsOf("sessions")).toEqual([]);
    await insert("sessions", rowsAt(startMs)["sessions"] as Row);
    await keep(startMs + 90 * dayMs, 400);
    expect(await rowsOf("sessions")).toEqual([]);
  });

  test("a withdrawal that is in force is never forgotten; one that was taken back is", async () => {
    const entry = (seq: number, state: string) => ({
      ...(rowsAt(startMs + seq)["support_consents"] as Row),
      seq,
      state,
    });
    for (const row of [entry(1, "given"), entry(2, "withdrawn"), entry(3, "given"), entry(4, "withdrawn")])
      await insert("support_consents", row);
    for (const row of [entry(1, "withdrawn"), entry(2, "given")])
      await insert("support_consents", { ...row, customer_hmac: "other" });
    await keep(startMs + 10 * yearMs);
    expect(await rowsOf("support_consents")).toEqual([entry(4, "withdrawn")]);
  });

  test("a destruction is known for a year, whatever else was said of a recording for three", async () => {
    const status = rowsAt(startMs)["recording_statuses"] as Row;
    await insert("recording_statuses", { ...status, session_id: "destroyed", state: "destroyed" });
    await insert("recording_statuses", { ...status, session_id: "held", state: "held" });
    const known = async () => (await rowsOf("recording_statuses")).map(({ session_id }) => session_id);
    await keep(startMs + yearMs - 1);
    expect(await known()).toEqual(["destroyed", "held"]);
    await keep(startMs + yearMs);
    expect(await known()).toEqual(["held"]);
    await keep(startMs + 3 * yearMs);
    expect(await known()).toEqual([]);
  });

  test("no file of the database holds what has gone", async () => {
    const directory = mkdtempSync(join(tmpdir(), "portal-retention-"));
    await database.close();
    database = openSqliteDatabase(join(directory, "portal.db"));
    await database.migrate();
    // Long enough for pages of its own, so that freed pages are tested too.
    const event = "REMNANT-OF-AN-EVENT ".repeat(2_000);
    await insertAll(startMs, { session_events: { event }, sessions: { resume_token_hash: "REMNANT-OF-A-PROOF" } });
    const holds = (text: string) =>
      readdirSync(directory).some((name) => readFileSync(join(directory, name)).includes(text));
    expect([holds("REMNANT-OF-AN-EVENT"), holds("REMNANT-OF-A-PROOF")]).toEqual([true, true]);
    await keep(startMs + 2 * 24 * 3_600_000);
    expect([holds("REMNANT-OF-AN-EVENT"), holds("REMNANT-OF-A-PROOF")]).toEqual([true, false]);
    await keep(startMs + yearMs);
    expect(holds("REMNANT-OF-AN-EVENT")).toBe(false);
    rmSync(directory, { recursive: true });
  });

  test("no column holds a value that the rules do not reach, once every period is over", async () => {
    await insertAll(startMs);
    await keep(startMs + 10 * yearMs);
    const left = [];
    for (const table of Object.keys(rowsAt(0))) if ((await rowsOf(table)).length > 0) left.push(table);
    expect(left).toEqual(["accounts"]);
  });
});
