import { RecordingId } from "@ferndiagnose/protocol";
import { codeOf } from "@ferndiagnose/server";
import type { ArchiveIndex } from "../archive/archive-index.ts";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { Database } from "../database/database.ts";
import type { Clock, Log, Timer } from "../ports.ts";
import { hasLeaf } from "../transparency/has-leaf.ts";
import type { Journal } from "../transparency/journal.ts";
import type { Wardens } from "../wardens/wardens.ts";

export interface OrphansParts {
  archive: ArchiveIndex;
  blobs: BlobStore;
  database: Database;
  journal: Journal;
  wardens: Wardens;
  clock: Clock;
  log: Log;
}

const firstRetryMs = 2_000;
const longestRetryMs = 60_000;
/** A recording that never began has no last frame. */
const noHash = "0".repeat(64);

/**
 * Takes away what is left of recordings that never began: the file at once, the secret as soon as log and key wardens are there, then
 * the row, which keeps the session's number free and the secret in mind. A warden cannot let go of a day's key before the day's last
 * secret is gone, so it is asked until it has destroyed this one.
 */
export class Orphans {
  readonly #parts: OrphansParts;
  readonly #timers = new Set<Timer>();
  #isStopped = false;

  constructor(parts: OrphansParts) {
    this.#parts = parts;
  }

  async remove(recordingId: RecordingId): Promise<void> {
    const { archive, blobs, log } = this.#parts;
    try {
      await blobs.delete(recordingId);
      await archive.recover(recordingId);
    } catch (error) {
      // The next start finds it without an end, recovers it, and retention takes it away on its day.
      log.error({ recordingId, code: codeOf(error) }, "orphan.not_removed");
      return;
    }
    void this.#destroySecret(recordingId);
  }

  /** Goes on with what an earlier process left. */
  async resume(): Promise<void> {
    const left = await this.#parts.database.tables
      .selectFrom("recording")
      .select("recording_id")
      .where("state", "=", "quarantined")
      .where("bytes", "=", 0)
      // What the log has frames of did begin: its file was taken away, and that is not to be forgotten.
      .where((row) => row.not(hasLeaf(row, ["anchor", "closed", "recovered"])))
      .execute();
    for (const { recording_id } of left) await this.#resume(RecordingId.parse(recording_id));
  }

  /** A crash may have left a file into which nothing was written yet. */
  async #resume(recordingId: RecordingId): Promise<void> {
    const { blobs, log } = this.#parts;
    try {
      if ((await blobs.stat(recordingId))?.bytes === 0) await blobs.delete(recordingId);
    } catch (error) {
      log.error({ recordingId, code: codeOf(error) }, "orphan.not_removed");
      return;
    }
    void this.#destroySecret(recordingId);
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) timer.cancel();
  }

  async #destroySecret(recordingId: RecordingId, retryMs = firstRetryMs): Promise<void> {
    const { database, journal, wardens, clock, log } = this.#parts;
    try {
      const details = { recordingId, deleteAt: clock.now(), finalHash: noHash };
      const known = await journal.indexOf("shred_intent", { recordingId });
      const index = known ?? (await journal.append("shred_intent", details, { recordingId }));
      await wardens.destroy({ recordingId, intent: await journal.proofOf(index) });
      await journal.forget(recordingId);
      await database.tables
        .deleteFrom("recording")
        .where("recording_id", "=", recordingId)
        .where("state", "=", "quarantined")
        .execute();
      log.info({ recordingId }, "orphan.removed");
    } catch (error) {
      log.warn({ recordingId, code: codeOf(error) }, "orphan.not_removed");
      const longerMs = Math.min(2 * retryMs, longestRetryMs);
      this.#later(retryMs, () => void this.#destroySecret(recordingId, longerMs));
    }
  }

  #later(retryMs: number, run: () => void): void {
    if (this.#isStopped) return;
    const timer = this.#parts.clock.setTimer(retryMs, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
  }
}
