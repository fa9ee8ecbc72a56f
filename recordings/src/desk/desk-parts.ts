import type { SessionId, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import type { AuditorSet } from "@ferndiagnose/sealed-recording";
import type { FastifyInstance } from "fastify";
import type { Cases } from "../cases/cases.ts";
import type { Clock, Log, Random } from "../ports.ts";

export interface DeskParts {
  readonly cases: Cases;
  readonly auditors: { active(): AuditorSet | undefined; version(version: number): AuditorSet | undefined };
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Undefined while the recording exists. */
  certificateOf(sessionId: SessionId): Promise<SignedDeletionCertificate | undefined>;
  /** Adds the transparency log's own routes: checkpoint and tiles, as C2SP has them. */
  addLogRoutes?(app: FastifyInstance): void;
}

export interface DeskOptions {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where auditors and customers reach the desk, when something stands in front of it. */
  readonly url?: string;
  /** How many proxies of our own stand in front and add to X-Forwarded-For. */
  readonly trustedProxies?: number;
  /** Complaint forms are asked for more often: a mistyped number, a page loaded again. */
  readonly formsPerAddress?: DeskLimit;
  readonly complaintsPerAddress?: DeskLimit;
  readonly complaintsOverall?: DeskLimit;
  readonly signInsPerAddress?: DeskLimit;
}

/** So many within so long. */
export interface DeskLimit {
  readonly attempts: number;
  readonly windowMs: number;
}
