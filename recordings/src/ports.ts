export interface Timer {
  cancel(): void;
}

/** Time as our programs take it from outside. */
export interface Clock {
  /** Wall clock, milliseconds UTC. It may jump; nothing waits by it. */
  now(): number;
  /** Microseconds of a clock that never goes back and that nobody sets. */
  monotonicUs(): number;
  setTimer(delayMs: number, run: () => void): Timer;
}

/** Bytes from a cryptographically secure source. */
export type Random = (length: number) => Uint8Array;

/** The part of pino that is used. Fields hold numbers and codes only: no names, addresses, keys or content. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Ports {
  clock: Clock;
  random: Random;
  log: Log;
}
