import { expect, test } from "vitest";
import { FakeClock } from "./fake-clock.ts";

test("timers fire in order of time, at their time, including those set by timers", () => {
  const clock = new FakeClock(0);
  const fired: [string, number][] = [];
  clock.setTimer(20, () => fired.push(["late", clock.now()]));
  clock.setTimer(10, () => {
    fired.push(["early", clock.now()]);
    clock.setTimer(5, () => fired.push(["inner", clock.now()]));
  });
  clock.setTimer(10, () => fired.push(["second", clock.now()])).cancel();
  clock.advance(30);
  expect(fired).toEqual([
    ["early", 10],
    ["inner", 15],
    ["late", 20],
  ]);
  expect(clock.now()).toBe(30);
  expect(clock.timersWaiting).toBe(0);
});

test("a set wall clock fires nothing", () => {
  const clock = new FakeClock(0);
  let fired = false;
  clock.setTimer(10, () => {
    fired = true;
  });
  clock.jump(1_000);
  expect(fired).toBe(false);
});
