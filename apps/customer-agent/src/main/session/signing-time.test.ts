import { expect, test } from "vitest";
import { SigningTime } from "./signing-time.ts";

test("the fastest delivery counts as none, and every later one as late by the difference", () => {
  const time = new SigningTime();
  time.learn(1_000, 7_030);
  expect(time.toOwnTime(7_030)).toBe(1_000);
  time.learn(2_000, 8_050);
  expect(time.toOwnTime(8_050)).toBe(2_000);
  time.learn(3_400, 9_050);
  expect(time.toOwnTime(9_050)).toBeCloseTo(3_000, 0);
});

test("clocks that drift apart as quartz does are never taken for a delay", () => {
  const time = new SigningTime();
  for (let nowMs = 0; nowMs < 10 * 3_600_000; nowMs += 1_000) {
    time.learn(nowMs, nowMs * (1 - 9e-5));
    expect(nowMs - time.toOwnTime(nowMs * (1 - 9e-5))).toBeLessThan(1);
  }
});

test("by hiding behind the drift, whoever delays gains less than 0.4 s an hour", () => {
  const time = new SigningTime();
  let hiddenMs = 0;
  for (let nowMs = 0; nowMs < 3_600_000; nowMs += 1_000) {
    time.learn(nowMs, nowMs * 0.999);
    hiddenMs = time.toOwnTime(nowMs * 0.999) - nowMs * 0.999;
  }
  expect(hiddenMs).toBeGreaterThan(300);
  expect(hiddenMs).toBeLessThan(400);
});
