import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../database/database.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { TestClock } from "../testing/test-ports.ts";
import { SaneClock } from "./sane-clock.ts";

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;
let database: Database;
let clock: TestClock;
let sane: SaneClock;

beforeEach(async () => {
  database = openSqliteDatabase(":memory:");
  await database.migrate();
  clock = new TestClock();
  await database.tables.insertInto("clock_mark").values({ id: 1, high_water_ms: clock.now() }).execute();
  sane = new SaneClock(database, clock);
  await sane.now();
});
afterEach(() => database.close());

/** As retention does once it is sure of the time. */
function raiseMark() {
  return database.tables.updateTable("clock_mark").set({ high_water_ms: clock.now() }).execute();
}

test("time that passes is believed, a correction by minutes too", async () => {
  clock.advance(hourMs);
  expect(await sane.now()).toBe(clock.now());
  await raiseMark();
  clock.jump(-4 * 60_000);
  expect(await sane.now()).toBe(clock.now());
});

test("a clock set back is not believed, neither now nor by the next process", async () => {
  clock.advance(hourMs);
  await raiseMark();
  clock.jump(-hourMs / 2);
  await expect(sane.now()).rejects.toThrow("behind");
  await expect(new SaneClock(database, clock).now()).rejects.toThrow("behind");
  clock.jump(hourMs / 2);
  await sane.now();
});

test("a clock that is a year ahead of the time that passed is not believed, neither now nor by the next process", async () => {
  clock.jump(-2 * yearMs);
  await expect(sane.now()).rejects.toThrow("behind");
  clock.jump(3 * yearMs + hourMs);
  await expect(sane.now()).rejects.toThrow("ahead");
  await expect(new SaneClock(database, clock).now()).rejects.toThrow("ahead");
});

test("a server without a past believes its clock", async () => {
  await database.tables.deleteFrom("clock_mark").execute();
  expect(await new SaneClock(database, clock).now()).toBe(clock.now());
});

test("a test clock may go to the 89th day", async () => {
  clock.jump(89 * 24 * hourMs);
  expect(await sane.now()).toBe(clock.now());
});
