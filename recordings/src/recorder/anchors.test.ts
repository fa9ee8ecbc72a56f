import { beforeEach, expect, test } from "vitest";
import { TestClock } from "../testing/test-ports.ts";
import { Anchors } from "./anchors.ts";

let clock: TestClock;
let appended: number;
let failures: number;
let log: "good" | "broken" | "hanging";
let anchors: Anchors;

beforeEach(() => {
  clock = new TestClock();
  appended = 0;
  failures = 0;
  log = "good";
  anchors = new Anchors({
    clock,
    append: async () => {
      if (log === "broken") throw new Error("the log does not write");
      if (log === "hanging") await new Promise(() => undefined);
      appended++;
    },
    onFailed: () => failures++,
  });
});

async function pass(ms: number): Promise<void> {
  for (let step = 0; step < ms / 1_000; step++) {
    clock.advance(1_000);
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("one every ten seconds, and none after the end", async () => {
  await pass(35_000);
  expect(appended).toBe(3);
  expect(anchors.lagMs).toBe(0);
  anchors.stop();
  await pass(30_000);
  expect(appended).toBe(3);
});

test("a log that refuses is behind since the first refusal, until it has taken one", async () => {
  log = "broken";
  await pass(14_000);
  expect(failures).toBe(5);
  expect(anchors.lagMs).toBe(4_000);
  log = "good";
  await pass(1_000);
  expect(anchors.lagMs).toBe(0);
  expect(appended).toBe(1);
});

test("a log that does not answer is behind too, and is not asked twice", async () => {
  log = "hanging";
  await pass(25_000);
  expect(anchors.lagMs).toBe(15_000);
});
