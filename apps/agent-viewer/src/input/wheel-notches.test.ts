import { expect, test } from "vitest";
import { wheelNotches } from "./wheel-notches.ts";

test.each([
  ["a mouse on Windows", { deltaY: 100, wheelDeltaY: -120 }, 1],
  ["a mouse on Linux with a long scroll", { deltaY: 159, wheelDeltaY: -120 }, 1],
  ["three notches up", { deltaY: -300, wheelDeltaY: 360 }, -3],
  ["a fine device", { deltaY: 10, wheelDeltaY: -30 }, 0.25],
  ["a notch counted as 100", { deltaY: 100, wheelDeltaY: -100 }, 1],
  ["lines", { deltaY: 3, deltaMode: 1 }, 1],
  ["pages", { deltaY: -1, deltaMode: 2 }, -1],
  ["a mad device", { deltaY: 1e9 }, 20],
])("%s", (_name, turn, notches) => {
  expect(wheelNotches({ deltaX: 0, deltaMode: 0, ...turn }).dy).toBeCloseTo(notches);
});

test("sideways is sideways", () => {
  const turn = wheelNotches({ deltaX: -100, deltaY: 0, deltaMode: 0, wheelDeltaX: 120, wheelDeltaY: 0 });
  expect(turn.dx).toBe(-1);
  expect(turn.dy).toBeCloseTo(0);
});
