import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import { CustomerActivity } from "./customer-activity.ts";

let clock: FakeClock;
let idleSeconds: number;
let lastInjectionMs: number;
let activity: CustomerActivity;
let areDevicesUsed: boolean;
let opened: number;

beforeEach(() => {
  clock = new FakeClock(100_000);
  idleSeconds = 5;
  areDevicesUsed = false;
  opened = 0;
  lastInjectionMs = Number.NEGATIVE_INFINITY;
  activity = new CustomerActivity({
    clock,
    systemIdleSeconds: () => idleSeconds,
    lastInjectionMs: () => lastInjectionMs,
    openOwnDevices: () => {
      opened++;
      return { wereUsed: () => areDevicesUsed, close: () => void opened-- };
    },
  });
  activity.look();
});

test("the computer's own devices count in the middle of what we inject, at the earliest time it can have been", () => {
  clock.advance(20_000);
  lastInjectionMs = clock.now();
  idleSeconds = 0;
  activity.look();
  areDevicesUsed = true;
  clock.advance(900);
  lastInjectionMs = clock.now();
  activity.look();
  expect(activity.lastMs).toBe(120_000);
  expect(opened).toBe(1);
  activity.rest();
  activity.rest();
  expect(opened).toBe(0);
});

test("input that we did not inject is the customer's, at the earliest time it can have been", () => {
  expect(activity.lastMs).toBe(94_000);
  clock.advance(10_000);
  idleSeconds = 0;
  activity.look();
  expect(activity.lastMs).toBe(109_000);
});

test("what may be our own counts for nothing, and takes nothing away", () => {
  clock.advance(20_000);
  lastInjectionMs = clock.now() - 200;
  idleSeconds = 0;
  activity.look();
  expect(activity.lastMs).toBe(94_000);
  clock.advance(1_000);
  idleSeconds = 1;
  activity.look();
  expect(activity.lastMs).toBe(94_000);
});

test("between two injections the customer is noticed", () => {
  clock.advance(20_000);
  lastInjectionMs = clock.now() - 3_000;
  idleSeconds = 0;
  activity.look();
  expect(activity.lastMs).toBe(clock.now() - 1_000);
});

test("a system that says nothing but zero proves nothing", () => {
  const blind = new CustomerActivity({
    clock,
    systemIdleSeconds: () => 0,
    lastInjectionMs: () => lastInjectionMs,
    openOwnDevices: () => ({ wereUsed: () => false, close: () => {} }),
  });
  for (let second = 0; second < 600; second++) {
    clock.advance(1_000);
    blind.look();
  }
  expect(blind.lastMs).toBe(Number.NEGATIVE_INFINITY);
  blind.noteOwnWindow();
  expect(blind.lastMs).toBe(clock.now());
});
