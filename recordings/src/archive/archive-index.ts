import type { Pseudonym, RecordingId, SessionId } from "@ferndiagnose/protocol";
import { type RecordingEnd, type RecordingFacts, settledColumns, settleRecording } from "./recording-facts.ts";
import { type ArchiveParts, type ArchiveStart, startArchive } from "./start-archive.ts";

export interface BeginningRecording {
  recordingId: RecordingId;
  sessionId: SessionId;
  technician: Pseudonym;
  startedAt: number;
  latestDeleteAt: number;
  auditorSetVersion: number;
  /** Numbers of the wardens that keep the shred secret. */
  wardens: readonly string[];
}

/**
 * The recordings' files and the table that knows them. The files are the truth: whatever the table lacks is read from them at the
 * start, and nothing else is read then.
 */
export class ArchiveIndex {
  readonly #parts: ArchiveParts;

  constructor(parts: ArchiveParts) {
    this.#parts = parts;
  }

  /** Before any recording is begun: then nobody writes to what is found without an end. */
  start(): Promise<ArchiveStart> {
    return startArchive(this.#parts);
  }

  /** Before the recording's file is created, so that no file is there that nobody knows. */
  async begin({ recordingId, sessionId, ...recording }: BeginningRecording): Promise<void> {
    await this.#parts.database.tables
      .insertInto("recording")
      .values({
        recording_id: recordingId,
        session_id: sessionId,
        technician: recording.technician,
        state: "open",
        started_at: recording.startedAt,
        latest_delete_at: recording.latestDeleteAt,
        bytes: 0,
        auditor_set_version: recording.auditorSetVersion,
        wardens: JSON.stringify(recording.wardens),
      })
      .execute();
  }

  /** After the final frame is durable. */
  async end(recordingId: RecordingId, end: Omit<RecordingEnd, "state"> & { bytes: number }): Promise<void> {
    await this.#parts.database.tables
      .updateTable("recording")
      .set({
        state: "complete",
        ended_at: end.endedAt,
        delete_at: end.deleteAt,
        final_seq: end.finalSeq,
        final_hash: end.finalHash,
        bytes: end.bytes,
      })
      .where("recording_id", "=", recordingId)
      .where("state", "=", "open")
      .execute();
  }

  /**
   * After the writer has let go of a recording that it could not end, or not even begin. Undefined when there is no file: then the
   * row stays in quarantine, without a session, until its day, because wardens may keep a secret for it.
   */
  async recover(recordingId: RecordingId): Promise<RecordingFacts | undefined> {
    const { blobs, database, recoveryKey: signer, clock, logged } = this.#parts;
    const row = database.tables
      .updateTable("recording")
      .where("recording_id", "=", recordingId)
      .where("state", "=", "open");
    if ((await blobs.stat(recordingId)) === undefined) {
      await row.set({ state: "quarantined", session_id: null, bytes: 0 }).execute();
      return undefined;
    }
    const facts = await settleRecording(blobs, recordingId, {
      signer,
      nowMs: clock.now(),
      logged: await logged(recordingId),
    });
    await row.set(settledColumns(facts)).execute();
    return facts;
  }
}
