import type { Database } from "../database/database.ts";
import type { Clock } from "../ports.ts";

/** A clock that is corrected, by hand or by NTP, goes back this far at most. */
const backwardsMs = 5 * 60_000;
/** Nothing that a clock does by itself makes a year; the wrong year does. */
const forwardsMs = 365 * 86_400_000;

/**
 * Whether the wall clock may date a recording and its day of destruction. Two witnesses: the latest time that retention was ever sure of,
 * which outlives this process, and the monotonic clock since it was started. It only reads: a time that merely somebody wanted to record
 * at is no time to be sure of.
 */
export class SaneClock {
  readonly #database: Database;
  readonly #clock: Clock;
  #start: { wallMs: number; monotonicUs: number } | undefined;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Now, once it is believed. Throws when the clock cannot be right. */
  async now(): Promise<number> {
    const row = await this.#database.tables.selectFrom("clock_mark").select("high_water_ms").executeTakeFirst();
    const nowMs = this.#clock.now();
    const markMs = row?.high_water_ms ?? nowMs;
    this.#start ??= { wallMs: markMs, monotonicUs: this.#clock.monotonicUs() };
    const passedMs = (this.#clock.monotonicUs() - this.#start.monotonicUs) / 1000;
    if (nowMs < markMs - backwardsMs) throw new Error("The clock is behind a time that has already been");
    if (nowMs > this.#start.wallMs + passedMs + forwardsMs) throw new Error("The clock is more than a year ahead");
    return nowMs;
  }
}
