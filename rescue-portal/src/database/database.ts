import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** The port to the portal's data. Queries are built with Kysely and keep to what SQLite and PostgreSQL share. */
export interface Database {
  /** Brings the tables to the version of this program; does nothing when they are. */
  migrate(): Promise<void>;
  readonly tables: Kysely<Tables>;
  /** All or nothing. Inside, only the given `tables` may be used. */
  transaction<Result>(work: (tables: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /** Afterwards no file of the database holds what was deleted. False when old pages are just being read: call it again later. */
  eraseTraces(): Promise<boolean>;
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}
