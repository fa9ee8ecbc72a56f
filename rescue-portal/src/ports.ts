import type { Database } from "./database/database.ts";

export interface Timer {
  cancel(): void;
}

/** Time in milliseconds since 1970; a timer fires once. */
export interface Clock {
  now(): number;
  setTimer(delayMs: number, run: () => void): Timer;
}

/** Bytes from a cryptographically secure source. */
export type Random = (length: number) => Uint8Array;

/** Structured log. Fields never hold keys, names, addresses or content. */
export interface Log {
  info(fields: Record<string, unknown>, text: string): void;
  warn(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
}

/** What the portal needs from outside. */
export interface PortalPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
