import { policy, type VideoCodec } from "@ferndiagnose/protocol";
import type { PortalBudgetLimits } from "./portal-budgets.ts";
import type { SessionTimings } from "./sessions/session-surroundings.ts";
import type { KeepAlive } from "./signalling/typed-socket.ts";

/** Where one listener listens, and under which address people reach it. */
export interface ListenerPlace {
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** For links and for the check of origins; without it the address of the listener itself. */
  readonly url?: string | undefined;
}

export interface PortalOptions {
  readonly public: ListenerPlace;
  readonly staff: ListenerPlace;
  /** Health, figures and the recorders' socket. Keep it off every network that people reach. */
  readonly operations: Omit<ListenerPlace, "url">;
  readonly publicPagesDir?: string | undefined;
  readonly staffPagesDir?: string | undefined;
  /** The folder with `downloads.json` and the files it names; without it nothing is offered for download. */
  readonly downloadsDir?: string | undefined;
  /** Whom customers are told they share their screen with. */
  readonly organisation: string;
  /** For the legal pages: how to reach the operator, the data protection officer, and the authority in charge. */
  readonly contact?: string | undefined;
  readonly dataProtectionContact?: string | undefined;
  readonly supervisoryAuthority?: string | undefined;
  /** Of an operator's own texts; without them those of packages/ui and packages/data-catalogue count. */
  readonly termsVersion?: string | undefined;
  readonly privacyVersion?: string | undefined;
  readonly retentionDays?: number | undefined;
  readonly codecs?: readonly VideoCodec[] | undefined;
  /** The recording servers show it; at least 32 characters. */
  readonly recorderToken: string;
  /**
   * 32 bytes under which session keys and customer references are stored and technicians get their pseudonyms. Without it they
   * are drawn at the start, keys and pseudonyms end with the process, and there is no consent registry.
   */
  readonly keySecret?: Uint8Array | undefined;
  /** How many proxies of our own stand in front. */
  readonly trustedProxies?: number | undefined;
  readonly budgets?: Partial<PortalBudgetLimits> | undefined;
  readonly timings?: Partial<PortalTimings> | undefined;
}

export interface PortalTimings extends SessionTimings {
  /** How long a recorder whose socket broke may take to come back. */
  readonly recorderGraceMs: number;
  /** How long a customer's socket may stay without joining. */
  readonly joinWithinMs: number;
  /** How long the portal waits at its end for recordings to be sealed. */
  readonly sealWithinMs: number;
  /** How long one download may take, and how long it may go on after its session's end. */
  readonly downloadWithinMs: number;
  readonly downloadGraceMs: number;
  readonly peopleKeepAlive: KeepAlive;
  readonly recorderKeepAlive: KeepAlive;
}

/** A dead recorder is noticed within 4 s and given up 5 s later: within the 10 s of promise 6. */
export const defaultTimings: PortalTimings = {
  reconnectWindowMs: policy.RECONNECT_WINDOW_MS,
  armWithinMs: 10_000,
  lingerMs: 60_000,
  recorderGraceMs: 5_000,
  joinWithinMs: 120_000,
  sealWithinMs: 3_000,
  downloadWithinMs: 30 * 60_000,
  downloadGraceMs: 10 * 60_000,
  peopleKeepAlive: { intervalMs: 5_000, missedAtMost: 2 },
  recorderKeepAlive: { intervalMs: 1_000, missedAtMost: 3 },
};
