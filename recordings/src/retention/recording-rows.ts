import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";

const closedCases = ["closed", "withdrawn", "expired"] as const;

/** Recordings with a case that is not over; mostly they have a hold as well. */
export async function recordingsWithOpenCases(tables: Kysely<Tables>): Promise<ReadonlySet<string>> {
  const rows = await tables
    .selectFrom("review_case")
    .select("recording_id")
    .where("state", "not in", closedCases)
    .execute();
  return new Set(rows.map(({ recording_id }) => recording_id));
}

/** By a hold, or by a case that is not over. */
export async function isHeld(tables: Kysely<Tables>, recordingId: string): Promise<boolean> {
  const hold = await tables
    .selectFrom("hold")
    .select("recording_id")
    .where("recording_id", "=", recordingId)
    .where("ended_at", "is", null)
    .executeTakeFirst();
  const openCase = await tables
    .selectFrom("review_case")
    .select("case_id")
    .where("recording_id", "=", recordingId)
    .where("state", "not in", closedCases)
    .executeTakeFirst();
  return hold !== undefined || openCase !== undefined;
}

/** Of a case its number, kind and times stay, of the recording its numbers and the days. */
export async function forgetPersons(tables: Kysely<Tables>, recordingId: string): Promise<void> {
  await tables
    .updateTable("recording")
    .set({
      state: "destroyed",
      technician: null,
      started_at: 0,
      ended_at: null,
      bytes: 0,
      auditor_set_version: null,
      wardens: null,
    })
    .where("recording_id", "=", recordingId)
    .execute();
  await tables
    .deleteFrom("approval")
    .where("case_id", "in", (from) =>
      from.selectFrom("review_case").select("case_id").where("recording_id", "=", recordingId),
    )
    .execute();
  await tables
    .updateTable("review_case")
    .set({ requester: "", reason: "", codes: null, viewer_key: null, taken_by: null, statements: null })
    .where("recording_id", "=", recordingId)
    .execute();
  await tables.deleteFrom("hold").where("recording_id", "=", recordingId).execute();
}
