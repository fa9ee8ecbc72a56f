import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Insertable } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "./database.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";
import type { Tables } from "./tables.ts";

type Open = (directory: string) => Database;
const inFile: Open = (directory) => openSqliteDatabase(join(directory, "recordings.db"));
const inMemory: Open = () => openSqliteDatabase(":memory:");

/** Every implementation of the port passes these. */
const implementations: [name: string, open: Open][] = [
  ["SQLite in a file", inFile],
  ["SQLite in memory", inMemory],
];

const recordingId = "0123456789abcdef0123456789abcdef";
const complete: Insertable<Tables["recording"]> = {
  recording_id: recordingId,
  session_id: "a".repeat(20),
  technician: "ABCD-EFGH",
  state: "complete",
  started_at: 1,
  ended_at: 2,
  delete_at: 3,
  latest_delete_at: 4,
  final_seq: 2,
  final_hash: "0".repeat(64),
  bytes: 5,
  auditor_set_version: 1,
  wardens: "[]",
};
const hold = {
  recording_id: recordingId,
  case_id: null,
  owner: "customer",
  reason: "complaint",
  review_at: 9,
  placed_at: 5,
  ended_at: null,
};

describe.each(implementations)("%s", (_name, open) => {
  let directory: string;
  let database: Database;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "recordings-database-"));
    database = open(directory);
    await database.migrate();
  });

  afterEach(async () => {
    await database.close();
    rmSync(directory, { recursive: true });
  });

  const insert = (row = complete) => database.tables.insertInto("recording").values(row).execute();
  const placeHold = () => database.tables.insertInto("hold").values(hold).execute();
  const endHold = () => database.tables.updateTable("hold").set({ ended_at: 6 }).execute();
  const setState = (state: "shredding" | "destroyed" | "complete") =>
    database.tables
      .updateTable("recording")
      .set(state === "destroyed" ? { state, technician: null } : { state })
      .execute();
  const states = async () =>
    (await database.tables.selectFrom("recording").select("state").execute()).map(({ state }) => state);

  it("knows one recording of a session, and any number of files without a readable header", async () => {
    await insert();
    await expect(insert({ ...complete, recording_id: "f".repeat(32) })).rejects.toThrow(/UNIQUE/);
    for (const digit of ["1", "2"]) {
      await insert({ ...complete, recording_id: digit.repeat(32), session_id: null, state: "quarantined" });
    }
  });

  it("refuses states that do not exist, ends without a day of destruction, and days past the latest", async () => {
    await expect(insert({ ...complete, state: "gone" as "complete" })).rejects.toThrow(/CHECK/);
    await expect(insert({ ...complete, delete_at: null })).rejects.toThrow(/CHECK/);
    await expect(insert({ ...complete, delete_at: 5 })).rejects.toThrow(/CHECK/);
    await expect(insert({ ...complete, state: "destroyed" })).rejects.toThrow(/CHECK/);
    expect(await states()).toEqual([]);
  });

  it("keeps what is held, until the hold has ended", async () => {
    await insert();
    await placeHold();
    await expect(setState("shredding")).rejects.toThrow("recording_held");
    await expect(setState("destroyed")).rejects.toThrow("recording_held");
    expect(await states()).toEqual(["complete"]);
    await endHold();
    await setState("shredding");
    await setState("destroyed");
    expect(await states()).toEqual(["destroyed"]);
  });

  it("takes no hold on what is being shredded or destroyed, neither a new nor a renewed one", async () => {
    await insert();
    await placeHold();
    await endHold();
    await setState("shredding");
    await expect(database.tables.updateTable("hold").set({ ended_at: null }).execute()).rejects.toThrow(
      "recording_shredding",
    );
    await database.tables.deleteFrom("hold").execute();
    await expect(placeHold()).rejects.toThrow("recording_shredding");
    await setState("destroyed");
    await expect(placeHold()).rejects.toThrow("recording_shredding");
  });

  it("never brings back what is destroyed, by update, deletion or replacement", async () => {
    await insert({ ...complete, state: "destroyed", technician: null });
    await expect(setState("complete")).rejects.toThrow("recording_destroyed");
    await expect(database.tables.deleteFrom("recording").execute()).rejects.toThrow("recording_destroyed");
    await expect(database.tables.replaceInto("recording").values(complete).execute()).rejects.toThrow(
      "recording_destroyed",
    );
    await database.tables.updateTable("recording").set({ wardens: null }).execute();
    expect(await states()).toEqual(["destroyed"]);
  });

  it("refuses a case, a hold and a destruction of no recording", async () => {
    await expect(placeHold()).rejects.toThrow(/FOREIGN KEY/);
    const purge = { recording_id: recordingId, step: "intent", fence: 1 };
    await expect(
      database.tables
        .insertInto("purge")
        .values(purge as Tables["purge"])
        .execute(),
    ).rejects.toThrow(/FOREIGN KEY/);
  });

  it("has one clock mark", async () => {
    await database.tables.insertInto("clock_mark").values({ id: 1, high_water_ms: 1 }).execute();
    await expect(
      database.tables.insertInto("clock_mark").values({ id: 2, high_water_ms: 1 }).execute(),
    ).rejects.toThrow(/CHECK/);
  });
});
