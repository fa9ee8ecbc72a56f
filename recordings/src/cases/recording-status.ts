import {
  CaseId,
  type RecordingStatus,
  type SessionId,
  SignedDeletionCertificate,
  type UnixMs,
} from "@ferndiagnose/protocol";
import type { Database } from "../database/database.ts";
import { holdOf } from "./holds.ts";

/** What became of the recording of a session, for whoever has the receipt. Names nobody. */
export async function recordingStatus(database: Database, sessionId: SessionId): Promise<RecordingStatus> {
  const { tables } = database;
  const row = await tables.selectFrom("recording").selectAll().where("session_id", "=", sessionId).executeTakeFirst();
  if (row === undefined) return { sessionId, state: "unknown", openings: [] };
  const released = await tables
    .selectFrom("leaf")
    .innerJoin("review_case", "review_case.case_id", "leaf.case_id")
    .select(["leaf.at", "review_case.lock as kind", "review_case.case_id", "review_case.state"])
    .where("leaf.recording_id", "=", row.recording_id)
    .where("leaf.type", "=", "released")
    .orderBy("leaf.leaf_index")
    .execute();
  const firstOfCase = released.filter(
    ({ case_id }, index) => released.findIndex((other) => other.case_id === case_id) === index,
  );
  const hold = await holdOf(tables, row.recording_id);
  const isOpened = released.some(({ state }) => state === "released");
  const deleteAt = row.delete_at ?? row.latest_delete_at;
  const openings = firstOfCase
    .slice(-100)
    .map(({ at, kind, case_id }) => ({ at, kind, caseId: CaseId.parse(case_id) }));
  const common = { sessionId, deleteAt, openings };
  switch (row.state) {
    case "open":
      return { ...common, state: "recording" };
    case "complete":
    case "recovered":
    case "quarantined":
      return { ...common, state: isOpened ? "opened" : hold && hold.ended_at === null ? "held" : "locked" };
    case "shredding":
      return { ...common, state: "shredding" };
    case "destroyed":
      return {
        ...common,
        openings: await formerOpenings(database, row.recording_id),
        state: "destroyed",
        ...(await destroyedAt(database, row.recording_id)),
      };
  }
}

/** The log's side table is gone with the recording; cases that were opened kept their time box. */
async function formerOpenings(database: Database, recordingId: string): Promise<RecordingStatus["openings"]> {
  const rows = await database.tables
    .selectFrom("review_case")
    .select(["opened_at as at", "lock as kind", "case_id"])
    .where("recording_id", "=", recordingId)
    .where("state", "=", "closed")
    .where("expires_at", "is not", null)
    .orderBy("opened_at")
    .execute();
  return rows.slice(-100).map(({ at, kind, case_id }) => ({ at, kind, caseId: CaseId.parse(case_id) }));
}

async function destroyedAt(database: Database, recordingId: string): Promise<{ destroyedAt?: UnixMs }> {
  const purge = await database.tables
    .selectFrom("purge")
    .select("certificate")
    .where("recording_id", "=", recordingId)
    .executeTakeFirst();
  if (purge?.certificate == null) return {};
  return { destroyedAt: SignedDeletionCertificate.parse(JSON.parse(purge.certificate)).certificate.destroyedAt };
}
