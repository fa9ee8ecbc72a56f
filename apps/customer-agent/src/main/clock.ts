export interface Timer {
  cancel(): void;
}

/** Milliseconds that only ever go forward, whatever somebody does to the machine's clock. */
export interface Clock {
  now(): number;
  setTimer(delayMs: number, run: () => void): Timer;
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  setTimer(delayMs, run) {
    const timeout = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timeout) };
  },
};
