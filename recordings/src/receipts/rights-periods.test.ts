import { NO_RIGHTS, Receipt, type Rights } from "@ferndiagnose/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type RightsPeriod, RightsPeriods } from "./rights-periods.ts";

const view: Rights = { view: { kind: "all_screens" }, control: false };
const control: Rights = { view: { kind: "all_screens" }, control: true };
const second: Rights = { view: { kind: "screen", number: 2, of: 2 }, control: false };

interface Change {
  rights: Rights;
  atMs: number;
}

function changed(rights: Rights, atMs: number): Change {
  return { rights, atMs };
}

function rightsPeriods(changes: readonly Change[], endMs: number): RightsPeriod[] {
  const periods = new RightsPeriods();
  for (const { rights, atMs } of changes) periods.change({ rights, isPaused: false }, atMs);
  return periods.until(endMs);
}

test("nothing allowed is told too", () => {
  expect(rightsPeriods([], 5_000)).toEqual([{ rights: NO_RIGHTS, fromMs: 0, untilMs: 5_000 }]);
  expect(rightsPeriods([], 0)).toEqual([]);
});

test("each right from when to when; the same right once more is no change", () => {
  const events = [changed(view, 1_000), changed(control, 2_500), changed(control, 3_000), changed(NO_RIGHTS, 4_000)];
  expect(rightsPeriods(events, 6_000)).toEqual([
    { rights: NO_RIGHTS, fromMs: 0, untilMs: 1_000 },
    { rights: view, fromMs: 1_000, untilMs: 2_500 },
    { rights: control, fromMs: 2_500, untilMs: 4_000 },
    { rights: NO_RIGHTS, fromMs: 4_000, untilMs: 6_000 },
  ]);
});

test("what was allowed before the beginning counts from the beginning, what came after the end not at all", () => {
  expect(rightsPeriods([changed(view, -3), changed(control, 9_000)], 2_000)).toEqual([
    { rights: view, fromMs: 0, untilMs: 2_000 },
  ]);
});

test("a pause is told from nothing allowed, and from what was allowed before and after it", () => {
  const periods = new RightsPeriods();
  const paused = { rights: NO_RIGHTS, isPaused: true };
  periods.change({ rights: view, isPaused: false }, 0);
  for (const atMs of [1_000, 1_500]) periods.change(paused, atMs);
  periods.change({ rights: NO_RIGHTS, isPaused: false }, 2_000);
  expect(periods.until(3_000)).toEqual([
    { rights: view, fromMs: 0, untilMs: 1_000 },
    { rights: NO_RIGHTS, paused: true, fromMs: 1_000, untilMs: 2_000 },
    { rights: NO_RIGHTS, fromMs: 2_000, untilMs: 3_000 },
  ]);
});

const windows = (count: number): Rights => ({ view: { kind: "windows", count }, control: false });

test("another number of windows is another view", () => {
  const changes = [changed(windows(2), 0), changed(windows(2), 500), changed(windows(3), 1_000)];
  expect(rightsPeriods(changes, 2_000)).toEqual([
    { rights: windows(2), fromMs: 0, untilMs: 1_000 },
    { rights: windows(3), fromMs: 1_000, untilMs: 2_000 },
  ]);
});

const rights = fc.constantFrom<Rights>(NO_RIGHTS, view, control, second, windows(1), windows(20));
const histories = fc.array(fc.tuple(rights, fc.nat(50)), { maxLength: 600 }).map((steps) => {
  let elapsedMs = 0;
  return steps.map(([granted, waitMs]) => {
    elapsedMs += waitMs;
    return changed(granted, elapsedMs);
  });
});

test("however often somebody changes their mind: no gaps, at most 200, and never less than was allowed", () => {
  fc.assert(
    fc.property(histories, (events) => {
      const endMs = (events.at(-1)?.atMs ?? 0) + 10;
      const periods = rightsPeriods(events, endMs);
      expect(Receipt.shape.rights.safeParse(periods).success).toBe(true);
      expect(periods[0]?.fromMs).toBe(0);
      expect(periods.at(-1)?.untilMs).toBe(endMs);
      for (const [index, { fromMs }] of periods.entries())
        if (index > 0) expect(fromMs).toBe(periods[index - 1]?.untilMs);
      for (const [index, { rights: granted, atMs }] of events.entries()) {
        if (!granted.control || (events[index + 1]?.atMs ?? endMs) <= atMs) continue;
        expect(periods.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)?.rights.control).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
