import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "./database.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

type Open = (directory: string) => Database;
const inFile: Open = (directory) => openSqliteDatabase(join(directory, "portal.db"));
const inMemory: Open = () => openSqliteDatabase(":memory:");

/** Every implementation of the port passes these. */
const implementations: [name: string, open: Open][] = [
  ["SQLite in a file", inFile],
  ["SQLite in memory", inMemory],
];
/** Those that outlive their process pass these too. */
const lastingImplementations: [name: string, open: Open][] = [["SQLite in a file", inFile]];

const account = {
  name: "technik",
  display_name: "Technik",
  role: "technician",
  password_hash: null,
  created_at: 1,
} as const;

describe.each(implementations)("%s", (_name, open) => {
  let directory: string;
  let database: Database;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "portal-database-"));
    database = open(directory);
    await database.migrate();
  });

  afterEach(async () => {
    await database.close();
    rmSync(directory, { recursive: true });
  });

  it("can be migrated again without a change", async () => {
    await database.tables.insertInto("accounts").values(account).execute();
    await database.migrate();
    expect(await database.tables.selectFrom("accounts").selectAll().execute()).toEqual([account]);
  });

  it("is ready while open and not after closing", async () => {
    expect(await database.isReady()).toBe(true);
    await database.close();
    expect(await database.isReady()).toBe(false);
  });

  it("refuses a second row with the same primary key", async () => {
    await database.tables.insertInto("accounts").values(account).execute();
    await expect(database.tables.insertInto("accounts").values(account).execute()).rejects.toThrow();
  });

  it("refuses a row that refers to nothing", async () => {
    const orphan = { token_hash: "x", account_name: "nobody", expires_at: 1 };
    await expect(database.tables.insertInto("account_sessions").values(orphan).execute()).rejects.toThrow();
  });

  it("undoes everything of a transaction that fails", async () => {
    const failing = database.transaction(async (tables) => {
      await tables.insertInto("accounts").values(account).execute();
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    expect(await database.tables.selectFrom("accounts").selectAll().execute()).toEqual([]);
  });

  it("lets exactly one of two concurrent deletions have the row", async () => {
    await database.tables.insertInto("accounts").values(account).execute();
    const take = () => database.tables.deleteFrom("accounts").where("name", "=", "technik").returning("name").execute();
    const [first, second] = await Promise.all([take(), take()]);
    expect([...first, ...second]).toEqual([{ name: "technik" }]);
  });
});

describe.each(lastingImplementations)("%s", (_name, open) => {
  it("keeps what was written", async () => {
    const directory = mkdtempSync(join(tmpdir(), "portal-database-"));
    const first = open(directory);
    await first.migrate();
    await first.tables.insertInto("accounts").values(account).execute();
    await first.close();
    const second = open(directory);
    await second.migrate();
    expect(await second.tables.selectFrom("accounts").selectAll().execute()).toEqual([account]);
    await second.close();
    rmSync(directory, { recursive: true });
  });
});
