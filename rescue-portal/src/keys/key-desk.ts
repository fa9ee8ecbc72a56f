import { createHmac } from "node:crypto";
import { policy, type SessionId, SessionKey, type UnixMs } from "@ferndiagnose/protocol";
import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { PortalPorts } from "../ports.ts";
import { drawDigits } from "../secrets/draw.ts";

const drawsBeforeGivingUp = 20;

/**
 * Issues, recognises and uses up session keys. A key is stored as HMAC-SHA256 only, and only while it lives: a used,
 * an expired and a never issued key take the same path through the same query to the same empty answer.
 */
export class KeyDesk {
  readonly #ports: Pick<PortalPorts, "database" | "clock" | "random">;
  readonly #secret: Uint8Array;

  constructor(ports: Pick<PortalPorts, "database" | "clock" | "random">, secret: Uint8Array) {
    this.#ports = ports;
    this.#secret = secret;
  }

  /** Draws a key that no other live session has. Part of the transaction that creates the session. */
  async issue(tables: Kysely<Tables>, sessionId: SessionId): Promise<{ key: SessionKey; expiresAt: UnixMs }> {
    const now = this.#ports.clock.now();
    const expiresAt = now + policy.KEY_LIFETIME_MS;
    await tables.deleteFrom("session_keys").where("expires_at", "<=", now).execute();
    for (let draw = 0; draw < drawsBeforeGivingUp; draw++) {
      const key = SessionKey.parse(drawDigits(this.#ports.random, 7));
      const { numInsertedOrUpdatedRows } = await tables
        .insertInto("session_keys")
        .values({ key_hmac: this.#hmac(key), session_id: sessionId, expires_at: expiresAt })
        .onConflict((conflict) => conflict.column("key_hmac").doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 1n) return { key, expiresAt };
    }
    throw new Error("No free session key was drawn; too many are live.");
  }

  /** The session of a live key, which stays live. */
  async recognise(key: SessionKey): Promise<SessionId | undefined> {
    const row = await this.#ports.database.tables
      .selectFrom("session_keys")
      .select("session_id")
      .where("key_hmac", "=", this.#hmac(key))
      .where("expires_at", ">", this.#ports.clock.now())
      .executeTakeFirst();
    return row?.session_id as SessionId | undefined;
  }

  /** The session of a live key, which is used up by this call; of two callers one gets it. */
  async use(key: SessionKey): Promise<SessionId | undefined> {
    const row = await this.#ports.database.tables
      .deleteFrom("session_keys")
      .where("key_hmac", "=", this.#hmac(key))
      .where("expires_at", ">", this.#ports.clock.now())
      .returning("session_id")
      .executeTakeFirst();
    return row?.session_id as SessionId | undefined;
  }

  #hmac(key: SessionKey): string {
    return createHmac("sha256", this.#secret).update(key, "ascii").digest("base64url");
  }
}
