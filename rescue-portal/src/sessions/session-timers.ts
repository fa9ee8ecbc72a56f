import type { Clock, Timer } from "../ports.ts";

type Purpose = "key" | "arm" | "customer" | "technician" | "linger";

/** The timers of one session, at most one for each purpose. */
export class SessionTimers {
  readonly #clock: Clock;
  readonly #timers = new Map<Purpose, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(purpose: Purpose, delayMs: number, run: () => void): void {
    this.cancel(purpose);
    const timer = this.#clock.setTimer(Math.max(0, delayMs), () => {
      this.#timers.delete(purpose);
      run();
    });
    this.#timers.set(purpose, timer);
  }

  cancel(purpose: Purpose): void {
    this.#timers.get(purpose)?.cancel();
    this.#timers.delete(purpose);
  }

  cancelAll(): void {
    for (const purpose of [...this.#timers.keys()]) this.cancel(purpose);
  }
}
