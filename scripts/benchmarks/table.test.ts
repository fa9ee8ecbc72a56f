import { expect, test } from "vitest";
import { isReached } from "./benchmarks.ts";
import { parseFigure } from "./figure.ts";
import { tableOf } from "./table.ts";

test("a line that is no figure is none", () => {
  expect(parseFigure("warning: slow")).toBeUndefined();
  expect(parseFigure('{"name":"a"}')).toBeUndefined();
  const figure = { name: "a", value: 1.5, unit: "ms", base: null, ratio: null };
  expect(parseFigure(JSON.stringify(figure))).toEqual(figure);
});

test("every goal of a figure must be reached, and what was not measured is not judged", () => {
  const goals = [
    { of: "value", atMost: 30 },
    { of: "ratio", atMost: 1.1 },
  ] as const;
  expect(isReached(goals, { value: 20, ratio: 1.05 })).toBe(true);
  expect(isReached(goals, { value: 20, ratio: 1.2 })).toBe(false);
  expect(isReached([{ of: "value", atLeast: 25 }], { value: 24, ratio: null })).toBe(false);
  expect(isReached(goals, { value: null, ratio: null })).toBeUndefined();
  expect(isReached([], { value: 1, ratio: 1 })).toBeUndefined();
});

test("the table says what misses its goal", () => {
  const table = tableOf([
    { name: "text_scrolling.uplink", value: 0.41, unit: "Mbit/s", base: 2.5, ratio: 0.164 },
    { name: "text_scrolling.frames", value: 12, unit: "1/s", base: 30, ratio: 0.4 },
    { name: "sealing.seal", value: 900, unit: "MB/s", base: null, ratio: null },
  ]);
  expect(table.split("\n")).toEqual([
    "figure                 value  unit    base  ratio  goal",
    "text_scrolling.uplink   0.41  Mbit/s  2.50   0.16  ≤ 0.6  reached",
    "text_scrolling.frames   12.0  1/s     30.0   0.40  ≥ 25   missed",
    "sealing.seal             900  MB/s",
  ]);
});
