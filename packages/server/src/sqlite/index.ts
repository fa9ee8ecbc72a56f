export type { Database } from "./database.ts";
export { openSqliteDatabase } from "./open-sqlite-database.ts";
