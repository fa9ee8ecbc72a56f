import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { MonotonicClock } from "./clock.ts";
import { testClock } from "./test-clock.ts";

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 1);
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferndiagnose-clock-"));
  file = join(folder, "offset");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Stands still. Its timers fire when they are set. */
const standing: MonotonicClock = {
  now: () => startMs,
  monotonicUs: () => 17,
  setTimer(_delayMs, run) {
    run();
    return { cancel: () => undefined };
  },
};

test("is the real clock until its file says otherwise, and follows the file at once", () => {
  const clock = testClock(file, standing);
  expect(clock.now()).toBe(startMs);
  writeFileSync(file, `${89 * dayMs}\n`);
  expect(clock.now()).toBe(startMs + 89 * dayMs);
  writeFileSync(file, `${-dayMs}`);
  expect(clock.now()).toBe(startMs - dayMs);
  writeFileSync(file, "");
  expect(clock.now()).toBe(startMs);
});

test("moves neither monotonic time nor timers", () => {
  writeFileSync(file, `${89 * dayMs}`);
  const clock = testClock(file, standing);
  expect(clock.monotonicUs()).toBe(17);
  let fired = 0;
  clock.setTimer(1_000, () => fired++);
  expect(fired).toBe(1);
});

test("what is no number is no offset", () => {
  writeFileSync(file, "tomorrow");
  expect(() => testClock(file, standing).now()).toThrow("whole number");
});
