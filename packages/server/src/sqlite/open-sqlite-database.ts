import BetterSqlite3 from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from "kysely/migration";
import type { Database } from "./database.ts";

/**
 * The embedded implementation. `path` is a file, or ":memory:". What is answered has reached the disk; what was deleted is overwritten
 * (ADR 0008). Other processes may read and write the same file.
 */
export function openSqliteDatabase<Tables>(path: string, migrations: Record<string, Migration>): Database<Tables> {
  const file = new BetterSqlite3(path);
  file.pragma("journal_mode = WAL");
  file.pragma("synchronous = FULL");
  file.pragma("foreign_keys = ON");
  file.pragma("secure_delete = ON");
  file.pragma("temp_store = MEMORY");
  // Else `insert or replace` would get around triggers that guard deletions.
  file.pragma("recursive_triggers = ON");
  const tables = new Kysely<Tables>({ dialect: new SqliteDialect({ database: file }) });
  return {
    tables,
    async migrate() {
      const migrator = new Migrator({ db: tables, provider: { getMigrations: async () => migrations } });
      const { error } = await migrator.migrateToLatest();
      if (error !== undefined) throw error;
    },
    transaction: (work) => tables.connection().execute((connection) => inTransaction(file, connection, work)),
    async eraseTraces() {
      const [outcome] = file.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
      if (outcome?.busy !== 0) throw new Error("The database is being read: old pages could not be erased");
    },
    async isReady() {
      try {
        await sql`select 1 from ${sql.table(DEFAULT_MIGRATION_TABLE)} limit 1`.execute(tables);
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

/** Takes the write lock at once: one that began by reading could not wait for another process's write to end. */
async function inTransaction<Tables, Result>(
  file: BetterSqlite3.Database,
  connection: Kysely<Tables>,
  work: (tables: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  await sql`begin immediate`.execute(connection);
  try {
    const result = await work(connection);
    await sql`commit`.execute(connection);
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself.
    if (file.inTransaction) await sql`rollback`.execute(connection);
    throw error;
  }
}
