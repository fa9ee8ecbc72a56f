import { isDeepStrictEqual } from "node:util";
import { RecordingStatus, type SessionId } from "@ferndiagnose/protocol";
import type { Database } from "../database/database.ts";
import type { Clock } from "../ports.ts";

/** What a server knows of a recording. */
type Told = RecordingStatus & { state: Exclude<RecordingStatus["state"], "unknown"> };

/** What the recording servers said last about each recording, each about its own. */
export class RecordingStatusStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * The last word counts, except that nothing takes a destruction back. Returns what was refused, because `server` is not the one that
   * the session was pinned to; of a session that is not known (any more), because another server has spoken of it before. After its
   * start a server says all over again: what is known already writes nothing.
   */
  async keep(statuses: readonly RecordingStatus[], server: string): Promise<RecordingStatus[]> {
    const said = statuses.filter((status): status is Told => status.state !== "unknown");
    const known = await this.#database.tables
      .selectFrom("recording_statuses")
      .select(["session_id", "state", "delete_at", "destroyed_at", "openings", "server"])
      .where(
        "session_id",
        "in",
        said.map(({ sessionId }) => sessionId),
      )
      .execute();
    const knownOf = new Map(known.map(({ session_id, ...row }) => [session_id, row]));
    const news = said.filter((status) => !isDeepStrictEqual(knownOf.get(status.sessionId), rowOf(status, server)));
    if (news.length === 0) return [];
    const changed_at = this.#clock.now();
    return this.#database.transaction(async (tables) => {
      const refused: Told[] = [];
      for (const status of news) {
        const owner = await serverOf(tables, status.sessionId);
        if (owner !== undefined && owner !== server) {
          refused.push(status);
          continue;
        }
        const row = { ...rowOf(status, server), changed_at };
        await tables
          .insertInto("recording_statuses")
          .values({ session_id: status.sessionId, ...row })
          .onConflict((conflict) =>
            conflict.column("session_id").doUpdateSet(row).where("recording_statuses.state", "!=", "destroyed"),
          )
          .execute();
      }
      return refused;
    });
  }

  /**
   * The server that has the recording, by its hash: the one that the session was pinned to, null for a session that no server was asked
   * to record; of a session that is not known (any more), the one that has spoken of it, if any.
   */
  serverOf(sessionId: SessionId): Promise<string | null | undefined> {
    return serverOf(this.#database.tables, sessionId);
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

function rowOf({ state, deleteAt, destroyedAt, openings }: Told, server: string) {
  return {
    state,
    delete_at: deleteAt ?? null,
    destroyed_at: destroyedAt ?? null,
    openings: JSON.stringify(openings),
    server,
  };
}

async function serverOf(tables: Database["tables"], id: SessionId): Promise<string | null | undefined> {
  const session = await tables.selectFrom("sessions").select("recorder_server").where("id", "=", id).executeTakeFirst();
  if (session !== undefined) return session.recorder_server;
  const said = await tables
    .selectFrom("recording_statuses")
    .select("server")
    .where("session_id", "=", id)
    .executeTakeFirst();
  return said?.server ?? undefined;
}
