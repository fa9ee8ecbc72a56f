import type { MonotonicClock } from "./clock.ts";

/** The machine's clock. */
export const systemClock: MonotonicClock = {
  now: () => Date.now(),
  monotonicUs: () => Math.round(performance.now() * 1000),
  setTimer(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
