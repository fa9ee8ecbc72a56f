export interface Timer {
  cancel(): void;
}

/** Time as our programs take it from outside. */
export interface Clock {
  /** Wall clock, milliseconds since 1970 UTC. It may jump. */
  now(): number;
  /** Fires once. A jump of the wall clock makes it neither sooner nor later. */
  setTimer(delayMs: number, run: () => void): Timer;
}

export interface MonotonicClock extends Clock {
  /** Microseconds of a clock that never goes back and that nobody sets. */
  monotonicUs(): number;
}
