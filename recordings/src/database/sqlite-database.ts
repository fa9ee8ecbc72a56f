import * as sqlite from "@ferndiagnose/server/sqlite";
import type { Database } from "./database.ts";
import { migrations } from "./migrations.ts";
import type { Tables } from "./tables.ts";

/** The recording server's tables in a file, or in ":memory:". */
export function openSqliteDatabase(path: string): Database {
  return sqlite.openSqliteDatabase<Tables>(path, migrations);
}
