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
  for (const [index, session_id] of [...ids, null].entries()) await insertRecording(`${index}`.repeat(32), session_id);
  clock = new TestClock();
  told = [];
  teller = startedTeller();
});
afterEach(() => database.close());

function startedTeller(): StatusTeller {
  return new StatusTeller({
    database,
    clock,
    log: new TestLog(),
    statusOf: async (sessionId) => ({ sessionId, state: "locked", openings: [] }),
    tellPortal: (message) => told.push(message),
  });
}

async function insertRecording(recording_id: string, session_id: SessionId | null): Promise<void> {
  const row = { recording_id, session_id, state: "open" as const, bytes: 0, started_at: 1, latest_delete_at: 4 };
  await database.tables.insertInto("recording").values(row).execute();
}

async function sessionsTold(): Promise<SessionId[]> {
  // Nothing of it waits for anything but its turn.
  for (let quiet = 0, before = told.length; quiet < 60; quiet = told.length === before ? quiet + 1 : 0) {
    before = told.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return told
    .splice(0)
    .flatMap((message) =>
      message.type === "recording_statuses" ? message.statuses.map(({ sessionId }) => sessionId) : [],
    );
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
  await sessionsTold();
  clock.advance(61_000);
  teller.changed(second);
  clock.advance(59_000);
  teller.handleLost();
  teller.changed(third);
  await sessionsTold();
  teller.handleConnected();
  expect(await sessionsTold()).toEqual([second, third]);
});

test("all over again when the line was lost while or soon after all was told", async () => {
  teller.handleConnected();
  teller.handleLost();
  await sessionsTold();
  teller.handleConnected();
  expect(await sessionsTold()).toEqual(ids);
  clock.advance(59_000);
  teller.handleLost();
  teller.handleConnected();
  expect(await sessionsTold()).toEqual(ids);
  clock.advance(61_000);
  teller.handleLost();
  teller.handleConnected();
  expect(await sessionsTold()).toEqual([]);
});

test("a destruction as long as the portal keeps it, and no longer", async () => {
  const destroyed = { state: "destroyed" as const, delete_at: clock.now(), latest_delete_at: clock.now() };
  await database.tables.updateTable("recording").set(destroyed).where("session_id", "=", second).execute();
  clock.advance(365 * 24 * 3600_000);
  teller.handleConnected();
  expect(await sessionsTold()).toEqual(ids);
  clock.advance(61_000);
  startedTeller().handleConnected();
  expect(await sessionsTold()).toEqual([first, third]);
});

test("a large archive in turns, between which others have theirs, and what changes meanwhile", async () => {
  const alphabet = [..."abcdefghijklmnopqrstuvwxyz"];
  const many = alphabet.flatMap((one) => alphabet.map((other) => SessionId.parse(`${`${one}${other}`.repeat(9)}zz`)));
  for (const [index, sessionId] of many.entries()) await insertRecording(`${index}`.padStart(32, "f"), sessionId);
  teller.handleConnected();
  const heardAt = new Set<number>();
  while (told.length <= (ids.length + many.length) / 20) {
    if (told.length === 10) teller.changed(first);
    heardAt.add(told.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(heardAt.size).toBeGreaterThan(10);
  const place = told.findIndex((message) => message.type === "recording_statuses" && message.statuses.length === 1);
  expect(place).toBeGreaterThan(9);
  expect(place).toBeLessThan(20);
  expect(new Set(await sessionsTold())).toEqual(new Set([...ids, ...many]));
});
