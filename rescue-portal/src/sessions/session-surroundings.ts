import type { Operator, Pseudonym, SessionEvent, SessionId, VideoCodec } from "@ferndiagnose/protocol";
import type { Session } from "@ferndiagnose/session";
import type { Clock, Log, Random } from "../ports.ts";
import type { RecorderPool } from "./recorder-pool.ts";
import type { SessionStore } from "./session-store.ts";

/** What customers are told before they consent, and what their programs may send. */
export interface SessionTerms {
  readonly operator: Operator;
  readonly termsVersion: string;
  readonly privacyVersion: string;
  readonly retentionDays: number;
  readonly codecs: readonly VideoCodec[];
}

export interface SessionTimings {
  /** How long either side may be away before the session ends. */
  readonly reconnectWindowMs: number;
  /** How long a recorder may take to arm. */
  readonly armWithinMs: number;
  /** How long a session that is over stays in memory for its last messages. */
  readonly lingerMs: number;
}

/** What every session shares. */
export interface SessionSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: SessionStore;
  readonly recorders: RecorderPool;
  readonly terms: SessionTerms;
  readonly timings: SessionTimings;
  /** What stands for a technician's account in archives and on receipts. */
  pseudonymOf(accountName: string): Pseudonym;
  /** Something happened and is stored. */
  happened(id: SessionId, event: SessionEvent, session: Session): void;
  /** Nobody needs the session in memory any more. */
  done(id: SessionId): void;
}
