export interface Timer {
  cancel(): void;
}

/** Time in milliseconds since 1970, as this warden's own machine sees it; a timer fires once. */
export interface Clock {
  now(): number;
  setTimer(delayMs: number, run: () => void): Timer;
}

/** Bytes from a cryptographically secure source. */
export type Random = (length: number) => Uint8Array;

/** Structured log. Fields hold random numbers, days and codes; never secrets, keys, names or addresses. */
export interface Log {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** What a warden needs from outside. */
export interface WardenPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
