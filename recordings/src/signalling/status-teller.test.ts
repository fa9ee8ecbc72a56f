import { type RecorderMessage, SessionId } from "@ferndiagnose/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { TestClock, TestLog } from "../testing/test-ports.ts";
import { StatusTeller } from "./status-teller.ts";

const ids = ["a", "b", "c"].map((letter) => SessionId.parse(letter.repeat(20)));
const [first, second, third] = ids as [SessionId, SessionId, SessionId];
let database: Database;
let clock: TestClock;
let told: RecorderMessage[];
let teller: StatusTeller;

beforeEach(async () => {
  database = openSqliteDatabase(":memory:");
  await database.migrate();
  for (const [index, session_id] of [...ids, null].entries()) {
    const times = { started_at: 1, latest_delete_at: 4 };
    const row = { recording_id: `${index}`.repeat(32), session_id, state: "open" as const, bytes: 0, ...times };
    await database.tables.insertInto("recording").values(row).execute();
  }
  clock = new TestClock();
  told = [];
  teller = new StatusTeller({
    database,
    clock,
    log: new TestLog(),
    statusOf: async (sessionId) => ({ sessionId, state: "locked", openings: [] }),
    tellPortal: (message) => told.push(message),
  });
});
afterEach(() => database.close());

async function sessionsTold(): Promise<SessionId[]> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return told.splice(0).flatMap((message) => (message.type === "recording_status" ? [message.status.sessionId] : []));
}

test("everything after the start, then each change", async () => {
  teller.handleConnected();
  expect(await sessionsTold()).toEqual(ids);
  teller.changed(second);
  await teller.changedRecording("2".repeat(32));
  await teller.changedRecording("3".repeat(32));
  expect(await sessionsTold()).toEqual([second, third]);
});

test("after the line was away: what changed meanwhile or just before, and no more", async () => {
  teller.handleConnected();
  teller.changed(first);
  clock.advance(61_000);
  teller.changed(second);
  clock.advance(59_000);
  teller.handleLost();
  teller.changed(third);
  await sessionsTold();
  teller.handleConnected();
  expect(await sessionsTold()).toEqual([second, third]);
});
