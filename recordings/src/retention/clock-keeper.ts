import type { Database } from "../database/database.ts";
import type { Clock } from "../ports.ts";
import { type ClockVerdict, judgeClock, type OtherClock } from "./judge-clock.ts";
import { CLOCK_TOLERANCE_MS } from "./retention-times.ts";

export interface ClockKeeperParts {
  database: Database;
  clock: Clock;
  /** Asked anew each time: wardens and witnesses may come and go. */
  readOthers(): Promise<OtherClock[]>;
}

/**
 * Says whether recordings may be destroyed by the wall clock, and keeps the mark: the latest time this server has ever been sure of,
 * which only grows and outlives the process.
 */
export class ClockKeeper {
  readonly #parts: ClockKeeperParts;
  /** When the clock was first believed in, and what the monotonic clock said then. Small steps since then add up. */
  #believed: { wallMs: number; monotonicUs: number } | undefined;
  /** The mark as this keeper last saw it; another one in the table was set by an operator, or by another purger that is sure. */
  #seenMarkMs: number | undefined;
  #others: OtherClock[] = [];

  constructor(parts: ClockKeeperParts) {
    this.#parts = parts;
  }

  /** What the other clocks said at the last full judgement. */
  get others(): readonly OtherClock[] {
    return this.#others;
  }

  /** Asks everybody. */
  async judge(): Promise<ClockVerdict> {
    this.#others = await this.#parts.readOthers();
    const markMs = await readMark(this.#parts.database);
    const wallMs = this.#parts.clock.now();
    const isSetByOther = this.#seenMarkMs !== undefined && markMs !== this.#seenMarkMs;
    const verdict = judgeClock({
      wallMs,
      expectedMs: this.#expectedMs(),
      markMs,
      confirmedMs: isSetByOther ? markMs : undefined,
      others: this.#others,
    });
    if (verdict.state !== "sane") {
      this.#seenMarkMs ??= markMs;
      return verdict;
    }
    if (isBelievedAnew(this.#expectedMs(), wallMs)) {
      this.#believed = { wallMs, monotonicUs: this.#parts.clock.monotonicUs() };
    }
    await raiseMark(this.#parts.database, wallMs);
    this.#seenMarkMs = Math.max(wallMs, markMs ?? 0);
    return verdict;
  }

  /** Before each single destruction, without asking anybody: has the clock jumped since the last full judgement? */
  hasJumped(): boolean {
    const expectedMs = this.#expectedMs();
    const wallMs = this.#parts.clock.now();
    return (
      judgeClock({ wallMs, expectedMs, markMs: this.#seenMarkMs, confirmedMs: undefined, others: [] }).state !== "sane"
    );
  }

  #expectedMs(): number | undefined {
    if (!this.#believed) return undefined;
    const { wallMs, monotonicUs } = this.#believed;
    return wallMs + Math.round((this.#parts.clock.monotonicUs() - monotonicUs) / 1000);
  }
}

/** The latest time this server has ever been sure of. */
export async function readMark(database: Database): Promise<number | undefined> {
  const row = await database.tables.selectFrom("clock_mark").select("high_water_ms").executeTakeFirst();
  return row?.high_water_ms;
}

/** An operator's word that it is now this time: the only way in which the mark goes back. */
export async function confirmClock(database: Database, nowMs: number): Promise<void> {
  await database.tables
    .insertInto("clock_mark")
    .values({ id: 1, high_water_ms: nowMs })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ high_water_ms: nowMs }))
    .execute();
}

function raiseMark(database: Database, toMs: number): Promise<unknown> {
  return database.tables
    .insertInto("clock_mark")
    .values({ id: 1, high_water_ms: toMs })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet({ high_water_ms: toMs }).where("clock_mark.high_water_ms", "<", toMs),
    )
    .execute();
}

/** The first time, and after a jump that somebody has vouched for. */
function isBelievedAnew(expectedMs: number | undefined, wallMs: number): boolean {
  return expectedMs === undefined || Math.abs(wallMs - expectedMs) > CLOCK_TOLERANCE_MS;
}
