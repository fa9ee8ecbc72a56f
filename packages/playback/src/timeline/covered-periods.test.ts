import { expect, test } from "vitest";
import { CoveredPeriods } from "./covered-periods.ts";
import type { TimelineEntry } from "./timeline-entry.ts";

type Marker = Extract<TimelineEntry, { kind: "marker" }>["marker"];

function periodsOf(markers: [Marker, number][], endMs: number) {
  const periods = new CoveredPeriods();
  for (const [marker, atMs] of markers) periods.push({ kind: "marker", marker, atMs });
  return periods.until(endMs);
}

test("paused, masked, and what is both is paused", () => {
  expect(periodsOf([], 1_000)).toEqual([]);
  const markers: [Marker, number][] = [
    ["viewer_joined", 50],
    ["masked", 100],
    ["frozen", 150],
    ["paused", 200],
    ["paused", 250],
    ["continued", 300],
    ["unmasked", 400],
    ["paused", 500],
  ];
  expect(periodsOf(markers, 600)).toEqual([
    { kind: "masked", fromMs: 100, untilMs: 200 },
    { kind: "paused", fromMs: 200, untilMs: 300 },
    { kind: "masked", fromMs: 300, untilMs: 400 },
    { kind: "paused", fromMs: 500, untilMs: 600 },
  ]);
});

test("masked while paused shows when the pause is over; no time is no period", () => {
  const markers: [Marker, number][] = [
    ["paused", 0],
    ["masked", 10],
    ["continued", 20],
    ["paused", 20],
    ["unmasked", 30],
    ["continued", 40],
  ];
  expect(periodsOf(markers, 90)).toEqual([{ kind: "paused", fromMs: 0, untilMs: 40 }]);
});
