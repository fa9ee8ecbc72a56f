/**
 * Two quartz clocks drift apart by some tens of millionths. Unless the fastest delivery may age at this rate, a working
 * day would look like 3 s of delay; whoever delays on purpose gains a third of a second an hour by it.
 */
const driftPerMs = 1e-4;

/**
 * Tells by our own clock when something was signed by another one whose zero is unknown. What arrived fastest is taken for
 * arrived at once; whatever came later than that has been on its way, or been held back, for the difference.
 */
export class SigningTime {
  /** The smallest arrival minus signing so far: our time of the other clock's zero. */
  #zeroAtMs = Number.POSITIVE_INFINITY;
  #learntAtMs = 0;

  /** Takes in one arrival; both times in milliseconds, each by its own monotonic clock. */
  learn(arrivedAtMs: number, signedMonoMs: number): void {
    const aged = this.#zeroAtMs + (arrivedAtMs - this.#learntAtMs) * driftPerMs;
    this.#zeroAtMs = Math.min(arrivedAtMs - signedMonoMs, aged);
    this.#learntAtMs = arrivedAtMs;
  }

  /** A time of the other clock by ours; later than every possible one before anything arrived. */
  toOwnTime(monoMs: number): number {
    return this.#zeroAtMs + monoMs;
  }
}
