import { type RecorderMessage, type RecordingStatus, SessionId } from "@ferndiagnose/protocol";
import { codeOf } from "@ferndiagnose/server";
import type { Database } from "../database/database.ts";
import type { Clock, Log } from "../ports.ts";

export interface StatusTellerParts {
  database: Database;
  clock: Clock;
  log: Log;
  statusOf: (sessionId: SessionId) => Promise<RecordingStatus>;
  tellPortal: (message: RecorderMessage) => void;
}

/** What was told just before the line was lost may not have arrived. */
const uncertainMs = 60_000;

/**
 * Tells the portal what became of recordings: everything once after the start, then every change, and again what may have got lost with
 * the line.
 */
export class StatusTeller {
  readonly #parts: StatusTellerParts;
  /** When what changed of late was told, by the monotonic clock. */
  readonly #changed = new Map<SessionId, number>();
  #hasToldAll = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: StatusTellerParts) {
    this.#parts = parts;
  }

  changed(sessionId: SessionId): void {
    this.#changed.set(sessionId, this.#parts.clock.monotonicUs());
    this.#queue(() => this.#tell(sessionId));
  }

  async changedRecording(recordingId: string): Promise<void> {
    const row = await this.#parts.database.tables
      .selectFrom("recording")
      .select("session_id")
      .where("recording_id", "=", recordingId)
      .executeTakeFirst();
    const sessionId = SessionId.safeParse(row?.session_id);
    if (sessionId.success) this.changed(sessionId.data);
  }

  handleConnected(): void {
    this.#queue(async () => {
      for (const sessionId of await this.#missed()) await this.#tell(sessionId);
      this.#hasToldAll = true;
    });
  }

  handleLost(): void {
    const sinceUs = this.#parts.clock.monotonicUs() - uncertainMs * 1000;
    for (const [sessionId, atUs] of this.#changed) if (atUs < sinceUs) this.#changed.delete(sessionId);
  }

  async #missed(): Promise<SessionId[]> {
    if (this.#hasToldAll) return [...this.#changed.keys()];
    const { tables } = this.#parts.database;
    const rows = await tables
      .selectFrom("recording")
      .select("session_id")
      .where("session_id", "is not", null)
      .execute();
    return rows.flatMap(({ session_id }) => SessionId.safeParse(session_id).data ?? []);
  }

  async #tell(sessionId: SessionId): Promise<void> {
    this.#parts.tellPortal({ type: "recording_status", status: await this.#parts.statusOf(sessionId) });
  }

  /** One after the other, so that an older word never follows a newer one. */
  #queue(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((error: unknown) => {
      this.#parts.log.error({ code: codeOf(error) }, "status.not_told");
    });
  }
}
