import { setImmediate as nextTurn } from "node:timers/promises";
import { dayMs, destructionKnownDays } from "@ferndiagnose/data-catalogue";
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
/** Told in one message. After each recording sessions have their turn: ten thousand take seconds. */
const atOnce = 20;

/**
 * Tells the portal what became of recordings: everything once after the start, then every change, and again what may have got lost with
 * the line. A destruction is told as long as the portal keeps it (data catalogue), not for ever.
 */
export class StatusTeller {
  readonly #parts: StatusTellerParts;
  /** When what changed of late was told, by the monotonic clock. */
  readonly #changed = new Map<SessionId, number>();
  /** When everything had been told, by the monotonic clock. */
  #toldAllUs: number | undefined;
  #losses = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: StatusTellerParts) {
    this.#parts = parts;
  }

  changed(sessionId: SessionId): void {
    this.#changed.set(sessionId, this.#parts.clock.monotonicUs());
    this.#queue(() => this.#tell([sessionId]));
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
    const losses = this.#losses;
    this.#queue(async () => this.#tellInTurns(await this.#missed(), losses));
  }

  handleLost(): void {
    const sinceUs = this.#parts.clock.monotonicUs() - uncertainMs * 1000;
    for (const [sessionId, atUs] of this.#changed) if (atUs < sinceUs) this.#changed.delete(sessionId);
    this.#losses++;
    if (this.#toldAllUs !== undefined && this.#toldAllUs >= sinceUs) this.#toldAllUs = undefined;
  }

  async #missed(): Promise<SessionId[]> {
    if (this.#toldAllUs !== undefined) return [...this.#changed.keys()];
    const { database, clock } = this.#parts;
    const rows = await database.tables
      .selectFrom("recording")
      .select("session_id")
      .where("session_id", "is not", null)
      .where((or) =>
        or.or([or("state", "!=", "destroyed"), or("delete_at", ">=", clock.now() - destructionKnownDays * dayMs)]),
      )
      .execute();
    return rows.flatMap(({ session_id }) => SessionId.safeParse(session_id).data ?? []);
  }

  /** What changes meanwhile is told between two turns. */
  #tellInTurns(sessionIds: readonly SessionId[], losses: number): void {
    this.#queue(async () => {
      if (sessionIds.length > 0) {
        await this.#tell(sessionIds.slice(0, atOnce));
        this.#tellInTurns(sessionIds.slice(atOnce), losses);
      } else if (losses === this.#losses) this.#toldAllUs ??= this.#parts.clock.monotonicUs();
    });
  }

  async #tell(sessionIds: readonly SessionId[]): Promise<void> {
    const statuses: RecordingStatus[] = [];
    for (const sessionId of sessionIds) {
      statuses.push(await this.#parts.statusOf(sessionId));
      await nextTurn();
    }
    this.#parts.tellPortal({ type: "recording_statuses", statuses });
  }

  /** One after the other, so that an older word never follows a newer one. */
  #queue(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((error: unknown) => {
      this.#parts.log.error({ code: codeOf(error) }, "status.not_told");
    });
  }
}
