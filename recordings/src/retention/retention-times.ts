const hourMs = 3_600_000;

/** Destruction begins this long before the day that the recording's end fixes, so that it is over by then. */
export const LEAD_MS = 24 * hourMs;
/** Overdue for longer than this, and no new session is admitted. */
export const TOO_LATE_MS = 48 * hourMs;
/** Two clocks that differ by no more than this agree. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;
/** How far a clock that nothing independent vouches for may be ahead of the mark after a start: the server was switched off. */
export const LONGEST_GAP_MS = 24 * hourMs;

/** From when on a recording is destroyed. */
export function dueAtMs(deleteAtMs: number): number {
  return deleteAtMs - LEAD_MS;
}

export function isDue(deleteAtMs: number, nowMs: number): boolean {
  return nowMs >= dueAtMs(deleteAtMs);
}

/** How long it ought to have been gone; 0 while that is not due. */
export function lateMs(deleteAtMs: number, nowMs: number): number {
  return Math.max(0, nowMs - dueAtMs(deleteAtMs));
}
