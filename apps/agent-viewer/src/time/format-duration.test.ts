import { expect, test } from "vitest";
import { formatDuration } from "./format-duration.ts";

test.each([
  [0, "0:00"],
  [59_999, "0:59"],
  [65_000, "1:05"],
  [3_600_000, "1:00:00"],
  [36_061_000, "10:01:01"],
  [-5_000, "0:00"],
])("%i ms is %s", (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});
