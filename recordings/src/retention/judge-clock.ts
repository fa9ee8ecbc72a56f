import { CLOCK_TOLERANCE_MS, LONGEST_GAP_MS } from "./retention-times.ts";

/** A second time source: a key warden's clock, or a witness's. */
export interface OtherClock {
  name: string;
  /** Undefined when it did not answer. */
  atMs: number | undefined;
  /** Does not go wrong together with ours: it runs on another machine. Any clock may object, only such a one may vouch. */
  isIndependent: boolean;
}

/** What all clocks say at one moment. */
export interface ClockReadings {
  wallMs: number;
  /** What the wall clock ought to show: the time last believed in, and what the monotonic clock counted since. Undefined after a start. */
  expectedMs: number | undefined;
  /** The latest time this server has ever been sure of. Undefined when it has never been sure of any. */
  markMs: number | undefined;
  /** The time an operator has confirmed while this process was running. */
  confirmedMs: number | undefined;
  others: readonly OtherClock[];
}

/**
 * `sane`: recordings may be destroyed by this clock. `behind`, `ahead`: another time source contradicts it. `unconfirmed`: it may be
 * right, but nothing vouches for it: an operator has to.
 */
export type ClockVerdict =
  | { state: "sane" }
  | { state: "behind" | "ahead"; byMs: number; against: string }
  | { state: "unconfirmed"; byMs: number | undefined };

/** Destroying too early cannot be undone, waiting can: in doubt the clock is wrong. */
export function judgeClock({ wallMs, expectedMs, markMs, confirmedMs, others }: ClockReadings): ClockVerdict {
  const contradiction = objection(wallMs, markMs, others);
  if (contradiction) return contradiction;
  const independent = others.filter(({ isIndependent }) => isIndependent);
  if (independent.some(({ atMs }) => atMs !== undefined)) return { state: "sane" };
  if (confirmedMs !== undefined && agree(wallMs, confirmedMs)) return { state: "sane" };
  if (expectedMs !== undefined) {
    if (agree(wallMs, expectedMs)) return { state: "sane" };
    const byMs = wallMs - expectedMs;
    return { state: byMs > 0 ? "ahead" : "behind", byMs: Math.abs(byMs), against: "monotonic" };
  }
  const gapMs = markMs === undefined ? undefined : Math.max(0, wallMs - markMs);
  // What ought to vouch is silent, or nothing can and the gap is too long for a restart.
  if (independent.length > 0 || (gapMs ?? 0) > LONGEST_GAP_MS) return { state: "unconfirmed", byMs: gapMs };
  return { state: "sane" };
}

function objection(
  wallMs: number,
  markMs: number | undefined,
  others: readonly OtherClock[],
): ClockVerdict | undefined {
  if (markMs !== undefined && wallMs < markMs - CLOCK_TOLERANCE_MS) {
    return { state: "behind", byMs: markMs - wallMs, against: "mark" };
  }
  for (const { name, atMs } of others) {
    if (atMs === undefined || agree(wallMs, atMs)) continue;
    return { state: wallMs < atMs ? "behind" : "ahead", byMs: Math.abs(wallMs - atMs), against: name };
  }
  return undefined;
}

function agree(oneMs: number, otherMs: number): boolean {
  return Math.abs(oneMs - otherMs) <= CLOCK_TOLERANCE_MS;
}
