import { SessionEvent, type SessionId } from "@ferndiagnose/protocol";
import type { CustomerHmac } from "../consent/consent-registry.ts";
import type { Database } from "../database/database.ts";

/** What a session consists of at rest. */
export interface StoredSession {
  readonly id: SessionId;
  readonly technicianAccount: string;
  readonly technicianName: string;
  readonly checkCode: string | null;
  readonly resumeTokenHash: string | null;
  readonly recorderInstance: string | null;
  readonly recorderServer: string | null;
  readonly customerHmac: CustomerHmac | null;
  readonly events: readonly SessionEvent[];
}

/** The columns of a session that change together with an event. */
export type SessionChange = Partial<{
  ended_at: number;
  check_code: string;
  resume_token_hash: string;
  recorder_instance: string;
  recorder_server: string;
  receipt_proof_hash: string;
}>;

/** Sessions and their events in the database. */
export class SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** `alongside` runs in the same transaction. */
  async create<Result>(
    session: { id: SessionId; technicianAccount: string; createdAt: number; customerHmac: CustomerHmac | null },
    alongside: (tables: Database["tables"]) => Promise<{ event: SessionEvent; result: Result }>,
  ): Promise<{ event: SessionEvent; result: Result }> {
    return this.#database.transaction(async (tables) => {
      await tables
        .insertInto("sessions")
        .values({
          id: session.id,
          technician_account: session.technicianAccount,
          created_at: session.createdAt,
          ended_at: null,
          check_code: null,
          resume_token_hash: null,
          recorder_instance: null,
          recorder_server: null,
          receipt_proof_hash: null,
          customer_hmac: session.customerHmac,
        })
        .execute();
      const made = await alongside(tables);
      const event = JSON.stringify(made.event);
      await tables.insertInto("session_events").values({ session_id: session.id, seq: 0, event }).execute();
      return made;
    });
  }

  async append(id: SessionId, seq: number, event: SessionEvent, change: SessionChange = {}): Promise<void> {
    await this.#database.transaction(async (tables) => {
      await tables
        .insertInto("session_events")
        .values({ session_id: id, seq, event: JSON.stringify(event) })
        .execute();
      if (Object.keys(change).length > 0)
        await tables.updateTable("sessions").set(change).where("id", "=", id).execute();
      if (event.type === "ended") await tables.deleteFrom("session_keys").where("session_id", "=", id).execute();
    });
  }

  async change(id: SessionId, change: SessionChange): Promise<void> {
    await this.#database.tables.updateTable("sessions").set(change).where("id", "=", id).execute();
  }

  async load(id: SessionId): Promise<StoredSession | undefined> {
    const row = await this.#database.tables
      .selectFrom("sessions")
      .innerJoin("accounts", "accounts.name", "sessions.technician_account")
      .select(["sessions.id", "technician_account", "display_name", "check_code"])
      .select(["resume_token_hash", "recorder_instance", "recorder_server", "customer_hmac"])
      .where("sessions.id", "=", id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const events = await this.#database.tables
      .selectFrom("session_events")
      .select("event")
      .where("session_id", "=", id)
      .orderBy("seq")
      .execute();
    return {
      id,
      technicianAccount: row.technician_account,
      technicianName: row.display_name,
      checkCode: row.check_code,
      resumeTokenHash: row.resume_token_hash,
      recorderInstance: row.recorder_instance,
      recorderServer: row.recorder_server,
      customerHmac: row.customer_hmac as CustomerHmac | null,
      events: events.map(({ event }) => SessionEvent.parse(JSON.parse(event))),
    };
  }

  /** Sessions that were not over when the portal stopped. */
  async unfinished(): Promise<SessionId[]> {
    const rows = await this.#database.tables
      .selectFrom("sessions")
      .select("id")
      .where("ended_at", "is", null)
      .execute();
    return rows.map(({ id }) => id as SessionId);
  }
}
