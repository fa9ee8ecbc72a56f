import type * as server from "@ferndiagnose/server/sqlite";
import type { Tables } from "./tables.ts";

/**
 * The port to what the recording server knows about its recordings. No key, no code and no content is ever stored here, and the
 * rows of `recording` can be made anew from the archive's files.
 */
export type Database = server.Database<Tables>;
