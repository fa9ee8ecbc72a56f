import { RecordingId } from "@ferndiagnose/protocol";
import { codeOf } from "@ferndiagnose/server";
import type { Database } from "../database/database.ts";
import type { Log } from "../ports.ts";
import type { CertificateStore } from "./certificate-store.ts";
import type { PurgeTable } from "./purge-table.ts";
import type { RetentionJournal, RetentionWardens } from "./retention-parts.ts";

export interface ReplayParts {
  database: Database;
  certificates: CertificateStore;
  journal: Pick<RetentionJournal, "forget">;
  wardens: Pick<RetentionWardens, "destroy">;
  table: Pick<PurgeTable, "adopt" | "certificateOf">;
  log: Log;
}

/** What a start does before anything else: destructions that are over are made to be over everywhere, after a crash or a restored backup. */
export class Replay {
  readonly #parts: ReplayParts;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  /**
   * A crash may have come between the end of a destruction and its last two traces: the certificate's file, the side table's row. And a
   * database from a backup may not know of certificates that are there.
   */
  async completeTraces(): Promise<void> {
    const { database, certificates, journal, table } = this.#parts;
    const onDisk = new Set(await certificates.list());
    const done = await database.tables.selectFrom("purge").select("recording_id").where("step", "=", "done").execute();
    const known = new Set(done.map(({ recording_id }) => RecordingId.parse(recording_id)));
    for (const recordingId of [...known].filter((id) => !onDisk.has(id))) {
      const certificate = await table.certificateOf(recordingId);
      if (certificate) await certificates.put(certificate);
    }
    for (const recordingId of [...onDisk].filter((id) => !known.has(id))) await this.#adopt(recordingId);
    const remembered = await database.tables
      .selectFrom("leaf")
      .select("recording_id")
      .distinct()
      .where("recording_id", "in", (from) =>
        from.selectFrom("recording").select("recording_id").where("state", "=", "destroyed"),
      )
      .execute();
    for (const { recording_id } of remembered) if (recording_id !== null) await journal.forget(recording_id);
  }

  async #adopt(recordingId: RecordingId): Promise<void> {
    try {
      const certificate = await this.#parts.certificates.get(recordingId);
      if (certificate) await this.#parts.table.adopt(certificate);
    } catch (error) {
      const code = codeOf(error);
      this.#parts.log.error({ recordingId, code }, "certificate.not_adopted");
    }
  }

  /** A backup that brought back the ciphertext may have brought back a warden's secret with it. */
  async destroySecretAgain(recordingId: RecordingId): Promise<void> {
    const { certificates, wardens, table, log } = this.#parts;
    try {
      const signed = (await table.certificateOf(recordingId)) ?? (await certificates.get(recordingId));
      if (signed) await wardens.destroy({ recordingId, intent: signed.certificate.intent });
    } catch (error) {
      log.error({ recordingId, code: codeOf(error) }, "recording.secret_not_destroyed_again");
    }
  }
}
