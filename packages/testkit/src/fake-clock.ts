export interface Timer {
  cancel(): void;
}

/** The clock port as our programs declare it. Times are milliseconds. */
export interface Clock {
  now(): number;
  setTimer(delayMs: number, run: () => void): Timer;
}

interface Waiting {
  dueMs: number;
  order: number;
  run: () => void;
}

/** A clock that moves only when told. Timers fire in order of time, then of creation. */
export class FakeClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #waiting = new Set<Waiting>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const waiting = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run };
    this.#waiting.add(waiting);
    return { cancel: () => void this.#waiting.delete(waiting) };
  }

  get timersWaiting(): number {
    return this.#waiting.size;
  }

  /** Fires everything that falls due on the way, timers set by timers included. */
  advance(byMs: number): void {
    const goalMs = this.#nowMs + byMs;
    for (let next = this.#next(goalMs); next; next = this.#next(goalMs)) {
      this.#waiting.delete(next);
      this.#nowMs = next.dueMs;
      next.run();
    }
    this.#nowMs = goalMs;
  }

  /** Moves the time without firing timers, as a wall clock does when somebody sets it. */
  jump(byMs: number): void {
    this.#nowMs += byMs;
  }

  #next(goalMs: number): Waiting | undefined {
    let next: Waiting | undefined;
    for (const waiting of this.#waiting) {
      if (waiting.dueMs > goalMs) continue;
      const isEarlier =
        !next || waiting.dueMs < next.dueMs || (waiting.dueMs === next.dueMs && waiting.order < next.order);
      if (isEarlier) next = waiting;
    }
    return next;
  }
}
