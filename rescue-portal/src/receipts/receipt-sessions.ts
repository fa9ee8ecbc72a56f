import { type CheckCode, SessionEvent, type SessionId, type UnixMs } from "@ferndiagnose/protocol";
import type { CustomerHmac } from "../consent/consent-registry.ts";
import type { Database } from "../database/database.ts";

/** A session as it lies in the database, running or not. */
export interface SessionOfReceipt {
  readonly sessionId: SessionId;
  readonly technicianAccount: string;
  readonly createdAt: UnixMs;
  readonly endedAt: UnixMs | null;
  readonly checkCode: CheckCode | null;
  readonly resumeTokenHash: string | null;
  readonly recorderInstance: string | null;
  readonly recorderServer: string | null;
  readonly receiptProofHash: string | null;
  readonly customerHmac: CustomerHmac | null;
}

/** Sessions for whoever holds their receipt: read from the database, never brought back to life. */
export class ReceiptSessions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(sessionId: SessionId): Promise<SessionOfReceipt | undefined> {
    const row = await this.#database.tables
      .selectFrom("sessions")
      .selectAll()
      .where("id", "=", sessionId)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      sessionId,
      technicianAccount: row.technician_account,
      createdAt: row.created_at,
      endedAt: row.ended_at,
      checkCode: row.check_code as CheckCode | null,
      resumeTokenHash: row.resume_token_hash,
      recorderInstance: row.recorder_instance,
      recorderServer: row.recorder_server,
      receiptProofHash: row.receipt_proof_hash,
      customerHmac: row.customer_hmac as CustomerHmac | null,
    };
  }

  async events(sessionId: SessionId): Promise<SessionEvent[]> {
    const rows = await this.#database.tables
      .selectFrom("session_events")
      .select("event")
      .where("session_id", "=", sessionId)
      .orderBy("seq")
      .limit(10_000)
      .execute();
    return rows.map(({ event }) => SessionEvent.parse(JSON.parse(event)));
  }
}
