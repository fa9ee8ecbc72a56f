import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { createTriggers } from "./triggers.ts";

/** In order of their names, which never change once released. */
export const migrations: Record<string, Migration> = {
  "0001_recordings": { up: createRecordings },
  "0002_cases": { up: createCases },
  "0003_destruction": { up: createDestruction },
};

async function createRecordings(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("recording")
    .addColumn("recording_id", "varchar(32)", (column) => column.primaryKey())
    .addColumn("session_id", "varchar(64)", (column) => column.unique())
    .addColumn("technician", "varchar(9)")
    .addColumn("state", "varchar(12)", (column) => column.notNull())
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("delete_at", "bigint")
    .addColumn("latest_delete_at", "bigint", (column) => column.notNull())
    .addColumn("final_seq", "integer")
    .addColumn("final_hash", "varchar(64)")
    .addColumn("bytes", "bigint", (column) => column.notNull())
    .addColumn("auditor_set_version", "integer")
    .addColumn("wardens", "text")
    .addCheckConstraint(
      "recording_state",
      sql`state in ('open', 'complete', 'recovered', 'quarantined', 'shredding', 'destroyed')`,
    )
    .addCheckConstraint(
      "recording_ended",
      sql`state not in ('complete', 'recovered') or (delete_at is not null and final_seq is not null and final_hash is not null)`,
    )
    .addCheckConstraint("recording_delete_at", sql`delete_at is null or delete_at <= latest_delete_at`)
    .addCheckConstraint("recording_forgotten", sql`state <> 'destroyed' or technician is null`)
    .execute();
  await db.schema.createIndex("recording_due").on("recording").columns(["state", "delete_at"]).execute();
  await db.schema
    .createTable("leaf")
    .addColumn("leaf_index", "integer", (column) => column.primaryKey())
    .addColumn("recording_id", "varchar(32)")
    .addColumn("case_id", "varchar(16)")
    .addColumn("type", "varchar(20)", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("salt", "varchar(64)", (column) => column.notNull())
    .addColumn("details", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("leaf_recording").on("leaf").columns(["recording_id", "type"]).execute();
  await db.schema.createIndex("leaf_case").on("leaf").columns(["case_id", "type"]).execute();
}

async function createCases(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("review_case")
    .addColumn("case_id", "varchar(16)", (column) => column.primaryKey())
    .addColumn("recording_id", "varchar(32)", (column) => column.notNull().references("recording.recording_id"))
    .addColumn("lock", "varchar(20)", (column) => column.notNull())
    .addColumn("state", "varchar(12)", (column) => column.notNull())
    .addColumn("requester", "varchar(80)", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("codes", "text")
    .addColumn("statements", "text")
    .addColumn("viewer_key", "varchar(64)")
    .addColumn("taken_by", "varchar(32)")
    .addColumn("opened_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("closed_at", "bigint")
    .addCheckConstraint("review_case_lock", sql`lock in ('complaint', 'break-glass')`)
    .addCheckConstraint(
      "review_case_state",
      sql`state in ('open', 'taken', 'approved', 'released', 'closed', 'withdrawn', 'expired')`,
    )
    .execute();
  await db.schema.createIndex("review_case_recording").on("review_case").column("recording_id").execute();
  await db.schema
    .createTable("approval")
    .addColumn("case_id", "varchar(16)", (column) =>
      column.notNull().references("review_case.case_id").onDelete("cascade"),
    )
    .addColumn("auditor", "varchar(32)", (column) => column.notNull())
    .addColumn("signed", "text", (column) => column.notNull())
    .addColumn("share", "text", (column) => column.notNull())
    .addColumn("leaf_index", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("approval_key", ["case_id", "auditor"])
    .execute();
}

async function createDestruction(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("hold")
    .addColumn("recording_id", "varchar(32)", (column) => column.primaryKey().references("recording.recording_id"))
    .addColumn("case_id", "varchar(16)")
    .addColumn("owner", "varchar(80)", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("review_at", "bigint", (column) => column.notNull())
    .addColumn("placed_at", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint")
    .execute();
  await db.schema
    .createTable("purge")
    .addColumn("recording_id", "varchar(32)", (column) => column.primaryKey().references("recording.recording_id"))
    .addColumn("step", "varchar(32)", (column) => column.notNull())
    .addColumn("fence", "integer", (column) => column.notNull())
    .addColumn("owner", "varchar(80)")
    .addColumn("lease_until", "bigint")
    .addColumn("intent_leaf", "integer")
    .addColumn("wardens", "text")
    .addColumn("done_leaf", "integer")
    .addColumn("certificate", "text")
    .addColumn("facts", "text")
    .execute();
  await db.schema
    .createTable("clock_mark")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("high_water_ms", "bigint", (column) => column.notNull())
    .addCheckConstraint("clock_mark_single", sql`id = 1`)
    .execute();
  await createTriggers(db);
}
