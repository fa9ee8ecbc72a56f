import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "./database.ts";
import { openSqliteDatabase } from "./open-sqlite-database.ts";
import { storedColumns } from "./testing/stored-columns.ts";

interface Tables {
  shelf: { name: string };
  book: { title: string; shelf: string; pages: number };
}

const migrations: Record<string, Migration> = {
  "0001_shelf": {
    up: (db) =>
      db.schema
        .createTable("shelf")
        .addColumn("name", "text", (it) => it.primaryKey())
        .execute(),
  },
  "0002_book": {
    up: (db: Kysely<unknown>) =>
      db.schema
        .createTable("book")
        .addColumn("title", "text", (it) => it.primaryKey())
        .addColumn("shelf", "text", (it) => it.notNull().references("shelf.name"))
        .addColumn("pages", "integer", (it) => it.notNull())
        .execute(),
  },
};

type Open = (directory: string) => Database<Tables>;
const inFile: Open = (directory) => openSqliteDatabase(join(directory, "test.db"), migrations);
const inMemory: Open = () => openSqliteDatabase(":memory:", migrations);

/** Every implementation of the port passes these. */
const implementations: [name: string, open: Open][] = [
  ["SQLite in a file", inFile],
  ["SQLite in memory", inMemory],
];
/** Those that outlive their process pass these, too. */
const lastingImplementations: [name: string, open: Open][] = [["SQLite in a file", inFile]];

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "ferndiagnose-database-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe.each(implementations)("%s", (_name, open) => {
  let database: Database<Tables>;

  beforeEach(async () => {
    database = open(directory);
    await database.migrate();
  });
  afterEach(() => database.close());

  const addShelf = (tables = database.tables, name = "left") => tables.insertInto("shelf").values({ name }).execute();
  const shelves = () => database.tables.selectFrom("shelf").selectAll().execute();

  it("can be migrated again without a change", async () => {
    await addShelf();
    await database.migrate();
    expect(await shelves()).toEqual([{ name: "left" }]);
  });

  it("is ready while open and with tables", async () => {
    const empty = openSqliteDatabase<Tables>(":memory:", migrations);
    expect(await empty.isReady()).toBe(false);
    await empty.close();
    expect(await database.isReady()).toBe(true);
    await database.close();
    expect(await database.isReady()).toBe(false);
  });

  it("refuses a second row with the same primary key, and one that refers to nothing", async () => {
    await addShelf();
    await expect(addShelf()).rejects.toThrow(/UNIQUE/);
    const orphan = { title: "a", shelf: "nowhere", pages: 1 };
    await expect(database.tables.insertInto("book").values(orphan).execute()).rejects.toThrow(/FOREIGN KEY/);
  });

  it("undoes everything of a transaction that fails, and can begin another", async () => {
    const failing = database.transaction(async (tables) => {
      await addShelf(tables);
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    expect(await shelves()).toEqual([]);
    await database.transaction(addShelf);
    expect(await shelves()).toEqual([{ name: "left" }]);
  });

  it("runs transactions one after the other", async () => {
    await addShelf();
    await database.tables.insertInto("book").values({ title: "a", shelf: "left", pages: 0 }).execute();
    const write = () =>
      database.transaction(async (tables) => {
        const { pages } = await tables.selectFrom("book").select("pages").executeTakeFirstOrThrow();
        await new Promise(setImmediate);
        await tables
          .updateTable("book")
          .set({ pages: pages + 1 })
          .execute();
      });
    await Promise.all(Array.from({ length: 20 }, write));
    expect(await database.tables.selectFrom("book").select("pages").execute()).toEqual([{ pages: 20 }]);
  });

  it("lets exactly one of two concurrent deletions have the row", async () => {
    await addShelf();
    const take = () => database.tables.deleteFrom("shelf").where("name", "=", "left").returning("name").execute();
    const [first, second] = await Promise.all([take(), take()]);
    expect([...first, ...second]).toEqual([{ name: "left" }]);
  });

  it("is asked what it stores", async () => {
    expect(await storedColumns(open(join(directory)))).toMatchObject({
      shelf: ["name"],
      book: ["pages", "shelf", "title"],
    });
  });
});

describe.each(lastingImplementations)("%s", (_name, open) => {
  it("keeps what was written, lets two programs write in turn, and holds nothing of what was deleted", async () => {
    const [first, second] = [open(directory), open(directory)];
    await first.migrate();
    await second.migrate();
    // Long enough to fill pages of its own, so that freed pages are tested too.
    const remnant = "REMNANT-OF-A-DELETED-ROW ";
    for (const [index, database] of [first, second, first].entries()) {
      const name = index === 2 ? remnant : `${index} ${remnant.repeat(2_000)}`;
      await database.transaction((tables) => tables.insertInto("shelf").values({ name }).execute());
    }
    const holdsRemnants = () =>
      readdirSync(directory).some((name) => readFileSync(join(directory, name)).includes("REMNANT-OF"));
    expect(holdsRemnants()).toBe(true);
    await second.tables.deleteFrom("shelf").execute();
    expect(holdsRemnants()).toBe(true);
    await second.eraseTraces();
    expect(holdsRemnants()).toBe(false);
    await second.tables.insertInto("shelf").values({ name: "kept" }).execute();
    await Promise.all([first.close(), second.close()]);
    const third = open(directory);
    expect(await third.tables.selectFrom("shelf").selectAll().execute()).toEqual([{ name: "kept" }]);
    await third.close();
  });

  it("holds the write lock from a transaction's beginning", async () => {
    const database = open(directory);
    await database.migrate();
    const other = new BetterSqlite3(join(directory, "test.db"), { timeout: 0 });
    const write = () => other.exec("insert into shelf values ('other')");
    await database.transaction(async (tables) => {
      await tables.selectFrom("shelf").selectAll().execute();
      expect(write).toThrow(/locked/);
    });
    write();
    other.close();
    await database.close();
  });

  it("says so when traces cannot be erased because somebody reads", async () => {
    const database = open(directory);
    await database.migrate();
    await database.tables.insertInto("shelf").values({ name: "left" }).execute();
    const reader = new BetterSqlite3(join(directory, "test.db"));
    const rows = reader.prepare("select name from shelf").iterate();
    rows.next();
    await database.tables.deleteFrom("shelf").execute();
    await expect(database.eraseTraces()).rejects.toThrow("being read");
    rows.return?.();
    reader.close();
    await database.eraseTraces();
    await database.close();
  });
});
