import BetterSqlite3 from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import type { Database } from "./database.ts";
import { migrations } from "./migrations.ts";
import type { Tables } from "./tables.ts";

/** The embedded implementation. `path` is a file, or ":memory:". What is answered has reached the disk. */
export function openSqliteDatabase(path: string): Database {
  const file = new BetterSqlite3(path);
  file.pragma("journal_mode = WAL");
  file.pragma("synchronous = FULL");
  file.pragma("foreign_keys = ON");
  file.pragma("secure_delete = ON");
  const tables = new Kysely<Tables>({ dialect: new SqliteDialect({ database: file }) });
  return {
    tables,
    async migrate() {
      const migrator = new Migrator({ db: tables, provider: { getMigrations: async () => migrations } });
      const { error } = await migrator.migrateToLatest();
      if (error !== undefined) throw error;
    },
    transaction: (work) => tables.transaction().execute(work),
    async eraseTraces() {
      const [outcome] = file.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
      return outcome?.busy === 0;
    },
    async isReady() {
      try {
        await sql`select 1 from accounts limit 1`.execute(tables);
        return true;
      } catch {
        // Whatever the reason is, the answer to the question is no; the next real query reports it.
        return false;
      }
    },
    async close() {
      await tables.destroy();
      if (file.open) file.close();
    },
  };
}
