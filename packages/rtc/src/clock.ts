export interface Timer {
  cancel(): void;
}

/** Time in milliseconds since 1970; a timer fires once. */
export interface Clock {
  now(): number;
  setTimer(delayMs: number, run: () => void): Timer;
}

export const browserClock: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, run) {
    const id = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(id) };
  },
};
