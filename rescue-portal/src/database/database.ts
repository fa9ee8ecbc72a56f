import type * as server from "@ferndiagnose/server/sqlite";
import type { Tables } from "./tables.ts";

/** The port to the portal's data. Queries are built with Kysely and keep to what SQLite and PostgreSQL share. */
export type Database = server.Database<Tables>;
