import { RecordingStatus, type SessionId } from "@ferndiagnose/protocol";
import type { Database } from "../database/database.ts";
import type { Clock } from "../ports.ts";

/** What the recording servers said last about each recording. */
export class RecordingStatusStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** The last word counts, except that nothing takes a destruction back. */
  async keep(status: RecordingStatus): Promise<void> {
    const { sessionId, state, deleteAt, destroyedAt, openings } = status;
    if (state === "unknown") return;
    const row = {
      state,
      delete_at: deleteAt ?? null,
      destroyed_at: destroyedAt ?? null,
      openings: JSON.stringify(openings),
      changed_at: this.#clock.now(),
    };
    await this.#database.tables
      .insertInto("recording_statuses")
      .values({ session_id: sessionId, ...row })
      .onConflict((conflict) =>
        conflict.column("session_id").doUpdateSet(row).where("recording_statuses.state", "!=", "destroyed"),
      )
      .execute();
  }

  /** A number that nobody knows gets an answer of the same form, from the same query. */
  async of(sessionId: SessionId): Promise<RecordingStatus> {
    const row = await this.#database.tables
      .selectFrom("recording_statuses")
      .select(["state", "delete_at", "destroyed_at", "openings"])
      .where("session_id", "=", sessionId)
      .executeTakeFirst();
    const { state = "unknown", delete_at = null, destroyed_at = null, openings = "[]" } = row ?? {};
    return RecordingStatus.parse({
      sessionId,
      state,
      ...(delete_at === null ? {} : { deleteAt: delete_at }),
      ...(destroyed_at === null ? {} : { destroyedAt: destroyed_at }),
      openings: JSON.parse(openings),
    });
  }
}
