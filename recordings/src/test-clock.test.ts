import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testClock } from "./test-clock.ts";
import { TestClock } from "./testing/test-ports.ts";

const dayMs = 86_400_000;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ferndiagnose-clock-"));
  file = join(folder, "offset");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("is the real clock until its file says otherwise, and follows the file", () => {
  const base = new TestClock();
  const clock = testClock(file, base);
  expect(clock.now()).toBe(base.now());
  writeFileSync(file, `${89 * dayMs}\n`);
  base.advance(100);
  expect(clock.now()).toBe(base.now() + 89 * dayMs);
  expect(clock.monotonicUs()).toBe(base.monotonicUs());
  writeFileSync(file, "");
  base.advance(100);
  expect(clock.now()).toBe(base.now());
});

test("what is no number is no offset", () => {
  writeFileSync(file, "tomorrow");
  expect(() => testClock(file, new TestClock())).toThrow("whole number");
});
