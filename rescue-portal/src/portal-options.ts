import { policy, type VideoCodec } from "@ferndiagnose/protocol";
import type { AttemptLimit } from "./budgets/attempt-budget.ts";
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
  /** Whom customers are told they share their screen with. */
  readonly organisation: string;
  readonly termsVersion: string;
  readonly privacyVersion: string;
  readonly retentionDays?: number | undefined;
  readonly codecs?: readonly VideoCodec[] | undefined;
  /** The recording servers show it; at least 32 characters. */
  readonly recorderToken: string;
  /**
   * 32 bytes under which session keys are stored and technicians get their pseudonyms; drawn at start without it, and keys
   * and pseudonyms then end with the process.
   */
  readonly keySecret?: Uint8Array | undefined;
  /** How many proxies of our own stand in front. */
  readonly trustedProxies?: number | undefined;
  readonly budgets?: Partial<PortalBudgets> | undefined;
  readonly timings?: Partial<PortalTimings> | undefined;
}

export interface PortalBudgets {
  /** Failed session keys of one address, and of everybody together. */
  readonly keysPerAddress: AttemptLimit;
  readonly keysOverall: AttemptLimit;
  /** Receipt numbers that nobody knows, of one address, and of everybody together. */
  readonly receiptsPerAddress: AttemptLimit;
  readonly receiptsOverall: AttemptLimit;
  /** Failed sign-ins of one address, and with one name. */
  readonly signInsPerAddress: AttemptLimit;
  readonly signInsPerName: AttemptLimit;
}

export interface PortalTimings extends SessionTimings {
  /** How long a recorder whose socket broke may take to come back. */
  readonly recorderGraceMs: number;
  /** How long a customer's socket may stay without joining. */
  readonly joinWithinMs: number;
  /** How long the portal waits at its end for recordings to be sealed. */
  readonly sealWithinMs: number;
  readonly peopleKeepAlive: KeepAlive;
  readonly recorderKeepAlive: KeepAlive;
}

const tenMinutesMs = 10 * 60_000;

/**
 * Ten wrong keys an address and a thousand in all, each in ten minutes: with a hundred live keys among ten million a
 * guesser from everywhere at once finds one in about seventeen hours, and then still meets the check code.
 */
export const defaultBudgets: PortalBudgets = {
  keysPerAddress: { attempts: 10, windowMs: tenMinutesMs },
  keysOverall: { attempts: 1_000, windowMs: tenMinutesMs },
  receiptsPerAddress: { attempts: 10, windowMs: tenMinutesMs },
  receiptsOverall: { attempts: 1_000, windowMs: tenMinutesMs },
  signInsPerAddress: { attempts: 20, windowMs: tenMinutesMs },
  signInsPerName: { attempts: 50, windowMs: tenMinutesMs },
};

/** A dead recorder is noticed within 4 s and given up 5 s later: within the 10 s of promise 6. */
export const defaultTimings: PortalTimings = {
  reconnectWindowMs: policy.RECONNECT_WINDOW_MS,
  armWithinMs: 10_000,
  lingerMs: 60_000,
  recorderGraceMs: 5_000,
  joinWithinMs: 120_000,
  sealWithinMs: 3_000,
  peopleKeepAlive: { intervalMs: 5_000, missedAtMost: 2 },
  recorderKeepAlive: { intervalMs: 1_000, missedAtMost: 3 },
};
