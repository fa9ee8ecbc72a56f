import type { Clock, Timer } from "../ports.ts";

type Purpose = "gate" | "beat" | "key_frame" | "reconnect" | "last_batch";

/** The timers of one session, at most one for each purpose. */
export class SessionTimers {
  readonly #clock: Clock;
  readonly #timers = new Map<Purpose, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  isWaiting(purpose: Purpose): boolean {
    return this.#timers.has(purpose);
  }

  after(purpose: Purpose, delayMs: number, run: () => void): void {
    this.cancel(purpose);
    const timer = this.#clock.setTimer(delayMs, () => {
      this.#timers.delete(purpose);
      run();
    });
    this.#timers.set(purpose, timer);
  }

  every(purpose: Purpose, intervalMs: number, run: () => void): void {
    this.after(purpose, intervalMs, () => {
      this.every(purpose, intervalMs, run);
      run();
    });
  }

  cancel(purpose: Purpose): void {
    this.#timers.get(purpose)?.cancel();
    this.#timers.delete(purpose);
  }

  cancelAll(): void {
    for (const purpose of [...this.#timers.keys()]) this.cancel(purpose);
  }
}
