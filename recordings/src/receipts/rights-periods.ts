import { NO_RIGHTS, type Receipt, type Rights, type ViewScope } from "@ferndiagnose/protocol";

export type RightsPeriod = Receipt["rights"][number];
type Allowed = Pick<RightsPeriod, "rights" | "paused">;

/** As many as a receipt holds. */
const maxPeriods = 200;
/** As many as a view of windows can have. */
const maxWindows = 32;

/**
 * What the customer allowed, from when to when, from the beginning of the recording to its end and without gaps. Somebody who changes
 * their mind very often gets neighbouring periods as one, with all that was allowed in either: never less than there was.
 */
export class RightsPeriods {
  readonly #periods: RightsPeriod[] = [];
  #allowed: Allowed = { rights: NO_RIGHTS };
  #sinceMs = 0;

  /** From `atMs` on, in milliseconds since the recording began, this is allowed and nothing else. */
  change({ rights, isPaused }: { rights: Rights; isPaused: boolean }, atMs: number): void {
    this.#closeAt(atMs);
    this.#allowed = { rights, ...(isPaused ? { paused: true } : {}) };
  }

  /** The whole of it. What changed after `endMs` counts for nothing. */
  until(endMs: number): RightsPeriod[] {
    this.#closeAt(endMs);
    const told = this.#periods.filter(({ fromMs }) => fromMs < endMs);
    return told.map((period) => ({ ...period, untilMs: Math.min(period.untilMs, endMs) }));
  }

  #closeAt(atMs: number): void {
    const fromMs = this.#sinceMs;
    if (atMs <= fromMs) return;
    this.#sinceMs = atMs;
    const last = this.#periods.at(-1);
    if (last && isSame(last, this.#allowed)) last.untilMs = atMs;
    else this.#periods.push({ ...this.#allowed, fromMs, untilMs: atMs });
    if (this.#periods.length > maxPeriods) joinShortest(this.#periods);
  }
}

/** Makes one of the two neighbours that together are the shortest. */
function joinShortest(periods: RightsPeriod[]): void {
  let at = 0;
  let shortestMs = Number.POSITIVE_INFINITY;
  for (const [index, second] of periods.entries()) {
    const first = periods[index - 1];
    if (!first || second.untilMs - first.fromMs >= shortestMs) continue;
    shortestMs = second.untilMs - first.fromMs;
    at = index;
  }
  const [first, second] = [periods[at - 1], periods[at]];
  if (!first || !second) return;
  const allowed = {
    rights: both(first.rights, second.rights),
    ...(first.paused && second.paused && { paused: true as const }),
  };
  periods.splice(at - 1, 2, { ...allowed, fromMs: first.fromMs, untilMs: second.untilMs });
}

function both(first: Rights, second: Rights): Rights {
  return { view: bothViews(first.view, second.view), control: first.control || second.control };
}

function bothViews(first: ViewScope, second: ViewScope): ViewScope {
  if (first.kind === "nothing") return second;
  if (second.kind === "nothing" || isSameView(first, second)) return first;
  // They may have been other windows.
  if (first.kind === "windows" && second.kind === "windows" && first.count + second.count <= maxWindows) {
    return { kind: "windows", count: first.count + second.count };
  }
  return { kind: "all_screens" };
}

function isSame(first: Allowed, second: Allowed): boolean {
  const isSameControl = first.rights.control === second.rights.control;
  return isSameControl && first.paused === second.paused && isSameView(first.rights.view, second.rights.view);
}

function isSameView(first: ViewScope, second: ViewScope): boolean {
  if (first.kind === "windows" && second.kind === "windows") return first.count === second.count;
  if (first.kind === "screen" && second.kind === "screen") {
    return first.number === second.number && first.of === second.of;
  }
  return first.kind === second.kind;
}
