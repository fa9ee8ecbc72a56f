import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** In order of their names, which never change once released. */
export const migrations: Record<string, Migration> = {
  "0001_accounts": { up: createAccounts },
  "0002_sessions": { up: createSessions },
  "0003_recording_statuses": { up: createRecordingStatuses },
  "0004_customers": { up: createCustomers },
  "0005_recorder_servers": { up: addRecorderServers },
};

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("accounts")
    .addColumn("name", "varchar(40)", (column) => column.primaryKey())
    .addColumn("display_name", "varchar(80)", (column) => column.notNull())
    .addColumn("role", "varchar(20)", (column) => column.notNull())
    .addColumn("password_hash", "varchar(200)")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  for (const table of ["account_sessions", "one_time_links"]) {
    await db.schema
      .createTable(table)
      .addColumn("token_hash", "varchar(43)", (column) => column.primaryKey())
      .addColumn("account_name", "varchar(40)", (column) =>
        column.notNull().references("accounts.name").onDelete("cascade"),
      )
      .addColumn("expires_at", "bigint", (column) => column.notNull())
      .execute();
  }
}

async function createSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("sessions")
    .addColumn("id", "varchar(20)", (column) => column.primaryKey())
    .addColumn("technician_account", "varchar(40)", (column) => column.notNull().references("accounts.name"))
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("check_code", "varchar(4)")
    .addColumn("resume_token_hash", "varchar(43)")
    .addColumn("recorder_instance", "varchar(32)")
    .execute();
  await db.schema
    .createTable("session_events")
    .addColumn("session_id", "varchar(20)", (column) => column.notNull().references("sessions.id").onDelete("cascade"))
    .addColumn("seq", "integer", (column) => column.notNull())
    .addColumn("event", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("session_events_key", ["session_id", "seq"])
    .execute();
  await db.schema
    .createTable("session_keys")
    .addColumn("key_hmac", "varchar(43)", (column) => column.primaryKey())
    .addColumn("session_id", "varchar(20)", (column) => column.notNull().references("sessions.id").onDelete("cascade"))
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
}

/** Without a reference to `sessions`: a destruction is still shown when the session itself is forgotten. */
async function createRecordingStatuses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("recording_statuses")
    .addColumn("session_id", "varchar(20)", (column) => column.primaryKey())
    .addColumn("state", "varchar(12)", (column) => column.notNull())
    .addColumn("delete_at", "bigint")
    .addColumn("destroyed_at", "bigint")
    .addColumn("openings", "text", (column) => column.notNull())
    .addColumn("changed_at", "bigint", (column) => column.notNull())
    .execute();
}

/** The history of consents outlives sessions: a withdrawal counts until it is taken back. */
async function createCustomers(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("sessions").addColumn("receipt_proof_hash", "varchar(43)").execute();
  await db.schema.alterTable("sessions").addColumn("customer_hmac", "varchar(43)").execute();
  await db.schema
    .createTable("support_consents")
    .addColumn("customer_hmac", "varchar(43)", (column) => column.notNull())
    .addColumn("seq", "integer", (column) => column.notNull())
    .addColumn("state", "varchar(12)", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("channel", "varchar(12)", (column) => column.notNull())
    .addColumn("account", "varchar(40)")
    .addPrimaryKeyConstraint("support_consents_key", ["customer_hmac", "seq"])
    .execute();
}

/** An instance ends with its process; the server whose instance it was goes on speaking about the recording. */
async function addRecorderServers(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("sessions").addColumn("recorder_server", "varchar(43)").execute();
  await db.schema.alterTable("recording_statuses").addColumn("server", "varchar(43)").execute();
}
