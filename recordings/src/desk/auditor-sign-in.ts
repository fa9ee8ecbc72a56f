import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import {
  type DeskChallenge,
  type DeskSession,
  type PersonId,
  ProtocolError,
  type SignedDeskSignIn,
} from "@ferndiagnose/protocol";
import type { AuditorSet } from "@ferndiagnose/sealed-recording";
import { type ActiveAuditor, activeAuditor, checkStatement } from "../cases/check-statement.ts";
import type { Clock, Random } from "../ports.ts";

const challengeMs = 2 * 60_000;
const sessionMs = 3_600_000;
const sessionsAtMost = 1_000;

export interface AuditorSession {
  readonly auditor: ActiveAuditor;
  /** Cases whose recording was downloaded in this session: the log hears of each once. */
  readonly viewed: Set<string>;
}

/**
 * Auditors sign in by signing a challenge with their key: no password, nothing that could be stolen from here. Challenges are
 * stateless; sessions live in memory, under the hash of their token, and end with the auditor's place in the set.
 */
export class AuditorSignIn {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #active: () => AuditorSet | undefined;
  readonly #isOwnAddress: (desk: string) => boolean;
  readonly #secret: Uint8Array;
  readonly #used = new Map<string, number>();
  readonly #sessions = new Map<string, { keyId: string; expiresAt: number; viewed: Set<string> }>();

  constructor(parts: {
    clock: Clock;
    random: Random;
    active: () => AuditorSet | undefined;
    /** Whether an auditor who means this address means us; else somebody in between could use the signature. */
    isOwnAddress: (desk: string) => boolean;
  }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#active = parts.active;
    this.#isOwnAddress = parts.isOwnAddress;
    this.#secret = parts.random(32);
  }

  challenge(): DeskChallenge {
    const expiresAt = this.#clock.now() + challengeMs;
    const open = Buffer.alloc(16);
    open.writeBigUInt64BE(BigInt(expiresAt));
    open.set(this.#random(8), 8);
    return { nonce: Buffer.concat([open, this.#seal(open)]).toString("hex"), expiresAt };
  }

  /** Throws `sign_in_failed` for a foreign, used or old challenge, and what `checkStatement` throws. */
  async signIn(signed: SignedDeskSignIn): Promise<DeskSession> {
    const now = this.#clock.now();
    const { desk, nonce } = signed.statement;
    if (!this.#isOwnAddress(desk) || !this.#isFresh(nonce, now)) throw new ProtocolError("sign_in_failed");
    const auditor = await checkStatement(signed, this.#active(), now);
    if (this.#used.has(nonce)) throw new ProtocolError("sign_in_failed");
    this.#forget(now);
    this.#used.set(nonce, now + challengeMs);
    const token = Buffer.from(this.#random(32)).toString("base64url");
    const expiresAt = now + sessionMs;
    this.#sessions.set(hashOf(token), { keyId: auditor.keyId, expiresAt, viewed: new Set() });
    return { token, auditor: auditor.keyId, person: auditor.person as PersonId, expiresAt };
  }

  /** Who calls, by the `Authorization` header. Throws `not_signed_in`, or `approver_unknown` for who is no auditor any more. */
  sessionOf(authorization: string | undefined): AuditorSession {
    const token = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(authorization ?? "")?.[1];
    const session = token === undefined ? undefined : this.#sessions.get(hashOf(token));
    if (session === undefined || session.expiresAt <= this.#clock.now()) throw new ProtocolError("not_signed_in");
    return { auditor: activeAuditor(this.#active(), session.keyId), viewed: session.viewed };
  }

  #isFresh(nonce: string, now: number): boolean {
    const bytes = Buffer.from(nonce, "hex");
    const open = bytes.subarray(0, 16);
    if (!timingSafeEqual(this.#seal(open), bytes.subarray(16))) return false;
    const expiresAt = Number(open.readBigUInt64BE());
    return now < expiresAt && expiresAt <= now + challengeMs;
  }

  #seal(open: Uint8Array): Buffer {
    return createHmac("sha256", this.#secret).update(open).digest().subarray(0, 16);
  }

  #forget(now: number): void {
    for (const [nonce, until] of this.#used) if (until <= now) this.#used.delete(nonce);
    for (const [hash, { expiresAt }] of this.#sessions) if (expiresAt <= now) this.#sessions.delete(hash);
    // The oldest go first: a Map keeps the order of insertion.
    for (const hash of this.#sessions.keys()) {
      if (this.#sessions.size < sessionsAtMost) return;
      this.#sessions.delete(hash);
    }
  }
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
