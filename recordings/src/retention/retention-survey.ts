import { RecordingId } from "@ferndiagnose/protocol";
import { codeOf } from "@ferndiagnose/server";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { Database } from "../database/database.ts";
import type { RecordingState } from "../database/tables.ts";
import type { Log } from "../ports.ts";
import { type DestructionRow, readDestructionDay } from "./destruction-day.ts";
import { recordingsWithOpenCases } from "./recording-rows.ts";
import { dueAtMs } from "./retention-times.ts";

/** A recording that is not destroyed yet. */
export interface SurveyedRecording {
  recordingId: RecordingId;
  state: RecordingState;
  /** By the file where it has been read, else by the table. */
  deleteAt: number;
  isHeld: boolean;
  row: DestructionRow;
  wardens: string[] | null;
}

export interface SurveyParts {
  database: Database;
  blobs: Pick<BlobStore, "open">;
  log: Log;
}

/** So many files are read in one sweep to hold the table's days against theirs. */
const checksPerSweep = 500;

/**
 * Knows what is due when. The table gives the list, the files give the days: each is read once, a few in every sweep, and what the
 * table says wrongly is put right.
 */
export class RetentionSurvey {
  readonly #parts: SurveyParts;
  readonly #signedDays = new Map<RecordingId, number>();

  constructor(parts: SurveyParts) {
    this.#parts = parts;
  }

  /** How many recordings' days have been read from their files. */
  get checked(): number {
    return this.#signedDays.size;
  }

  /** Everything that is not destroyed, what is due first in front. */
  async all(): Promise<SurveyedRecording[]> {
    const rows = await this.#parts.database.tables
      .selectFrom("recording")
      .leftJoin("hold", (join) =>
        join.onRef("hold.recording_id", "=", "recording.recording_id").on("hold.ended_at", "is", null),
      )
      .select([
        "recording.recording_id",
        "recording.session_id",
        "recording.state",
        "recording.delete_at",
        "recording.latest_delete_at",
        "recording.final_hash",
        "recording.wardens",
        "hold.owner",
      ])
      .where("recording.state", "in", ["open", "complete", "recovered", "quarantined", "shredding"])
      .execute();
    const openCases = await recordingsWithOpenCases(this.#parts.database.tables);
    const surveyed = rows.map((row) => {
      const recordingId = RecordingId.parse(row.recording_id);
      return {
        recordingId,
        state: row.state,
        deleteAt: this.#signedDays.get(recordingId) ?? row.delete_at ?? row.latest_delete_at,
        isHeld: row.owner !== null || openCases.has(recordingId),
        row,
        wardens: row.wardens === null ? null : (JSON.parse(row.wardens) as string[]),
      };
    });
    return surveyed.sort((one, other) => one.deleteAt - other.deleteAt);
  }

  /** Reads some of the days that have not been read yet. One file that cannot be read does not keep the others from it. */
  async check(recordings: readonly SurveyedRecording[], limit = checksPerSweep): Promise<void> {
    const unread = recordings.filter(({ recordingId, state }) => isEnded(state) && !this.#signedDays.has(recordingId));
    for (const recording of unread.slice(0, limit)) {
      try {
        await this.#checkOne(recording);
      } catch (error) {
        const code = codeOf(error);
        this.#parts.log.error({ recordingId: recording.recordingId, code }, "retention.day_unreadable");
      }
    }
  }

  async #checkOne({ recordingId, deleteAt, row }: SurveyedRecording): Promise<void> {
    const { database, blobs, log } = this.#parts;
    const day = await readDestructionDay(blobs, row);
    this.#signedDays.set(recordingId, day.deleteAt);
    if (day.deleteAt === deleteAt || day.source !== "end") return;
    log.error({ recordingId, dueAt: dueAtMs(day.deleteAt), tableDueAt: dueAtMs(deleteAt) }, "retention.day_differs");
    await database.tables
      .updateTable("recording")
      .set({ delete_at: day.deleteAt })
      .where("recording_id", "=", recordingId)
      .where("state", "in", ["complete", "recovered"])
      .execute();
  }

  forget(recordingId: RecordingId): void {
    this.#signedDays.delete(recordingId);
  }
}

/** Files that change no more. */
function isEnded(state: RecordingState): boolean {
  return state === "complete" || state === "recovered";
}
