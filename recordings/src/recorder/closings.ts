import { RecordingId } from "@ferndiagnose/protocol";
import { toHex } from "@ferndiagnose/sealed-recording";
import { codeOf } from "@ferndiagnose/server";
import type { ArchiveIndex } from "../archive/archive-index.ts";
import type { Database } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { Clock, Log, Timer } from "../ports.ts";
import { hasLeaf } from "../transparency/has-leaf.ts";
import type { Journal } from "../transparency/journal.ts";
import type { SealedRecording } from "./open-recording.ts";

export interface ClosingsParts {
  archive: ArchiveIndex;
  database: Database;
  journal: Journal;
  clock: Clock;
  log: Log;
}

type EndedRecording = Pick<Tables["recording"], "recording_id" | "state" | "final_seq" | "final_hash" | "delete_at">;

const retryMs = 10_000;

/**
 * Tells index and log how recordings ended. The file is what counts: it has its end already. A log that cannot be written at that moment
 * is told later, by this process or the next one.
 */
export class Closings {
  readonly #parts: ClosingsParts;
  #retry: Timer | undefined;
  #isStopped = false;

  constructor(parts: ClosingsParts) {
    this.#parts = parts;
  }

  async closed(recordingId: RecordingId, end: SealedRecording): Promise<void> {
    const { archive, log } = this.#parts;
    const { seq: finalSeq, deleteAtMs: deleteAt, endedAtMs: endedAt, bytes } = end;
    const finalHash = toHex(end.hash);
    try {
      await archive.end(recordingId, { endedAt, deleteAt, finalSeq, finalHash, bytes });
      const ended = { final_seq: finalSeq, final_hash: finalHash, delete_at: deleteAt };
      await this.#append({ recording_id: recordingId, state: "complete", ...ended });
    } catch (error) {
      // The file has its end. The next start makes the row anew from it.
      log.error({ recordingId, code: codeOf(error) }, "recording.closing_owed");
      this.#settleLater();
    }
  }

  /** Gives every recording that has its end the leaf that says so. */
  async settle(): Promise<void> {
    try {
      for (const ended of await this.#owed()) await this.#append(ended);
    } catch (error) {
      this.#parts.log.error({ code: codeOf(error) }, "recording.closings_owed");
      this.#settleLater();
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#retry?.cancel();
  }

  #settleLater(): void {
    if (this.#isStopped) return;
    this.#retry?.cancel();
    this.#retry = this.#parts.clock.setTimer(retryMs, () => void this.settle());
  }

  #owed(): Promise<EndedRecording[]> {
    return this.#parts.database.tables
      .selectFrom("recording")
      .select(["recording_id", "state", "final_seq", "final_hash", "delete_at"])
      .where("state", "in", ["complete", "recovered"])
      .where((row) => row.not(hasLeaf(row, ["closed", "recovered"])))
      .execute();
  }

  async #append({ recording_id, state, final_seq, final_hash, delete_at }: EndedRecording): Promise<void> {
    const recordingId = RecordingId.parse(recording_id);
    const details = { recordingId, seq: final_seq, hash: final_hash, deleteAt: delete_at };
    await this.#parts.journal.append(state === "recovered" ? "recovered" : "closed", details, { recordingId });
  }
}
