import type { Kysely } from "kysely";

/** The port to a program's tables. */
export interface Database<Tables> {
  /** Brings the tables to the version of this program; does nothing when they are. */
  migrate(): Promise<void>;
  readonly tables: Kysely<Tables>;
  /** All or nothing, and one writer at a time, other processes included. Inside, only the given `tables` may be used. */
  transaction<Result>(work: (tables: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /**
   * To be called after a deletion that must leave nothing behind: afterwards no file of the database holds what was deleted.
   * Throws when another process is just reading old pages; then call it again.
   */
  eraseTraces(): Promise<void>;
  /** Open, and with tables. */
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}
