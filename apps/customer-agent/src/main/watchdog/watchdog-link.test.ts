import type { WatchdogCommand } from "@ferndiagnose/protocol/ipc";
import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import { WatchdogLink } from "./watchdog-link.ts";

let clock: FakeClock;
let posted: WatchdogCommand[];
let events: string[];
let say: (message: unknown) => void;
let exit: () => void;
let link: WatchdogLink;

beforeEach(() => {
  clock = new FakeClock(0);
  posted = [];
  events = [];
  link = new WatchdogLink(
    clock,
    {
      post: (command) => void posted.push(command),
      onMessage: (listener) => {
        say = listener;
      },
      onExit: (listener) => {
        exit = listener;
      },
      kill: () => void events.push("kill"),
    },
    {
      captureProcessId: () => 9,
      held: () => ({ keys: [], buttons: [] }),
      lastedMs: () => clock.now(),
      onAwake: () => void events.push("awake"),
      onLost: () => void events.push("lost"),
    },
    { mainProcessId: 7 },
  );
});

test("breathes five times a second", () => {
  say({ type: "awake" });
  clock.advance(1_000);
  expect(posted[0]).toEqual({ type: "watch", mainProcessId: 7 });
  expect(posted.filter(({ type }) => type === "alive")).toHaveLength(6);
  expect(posted.at(-1)).toMatchObject({ captureProcessId: 9, lastedMs: 1_000 });
});

test("one that starts slowly is waited for; nothing counts as awake before its first word", () => {
  clock.advance(10_000);
  say({ type: "something else" });
  expect([link.isAwake, events]).toEqual([false, []]);
  say({ type: "awake" });
  expect([link.isAwake, events]).toEqual([true, ["awake"]]);
});

test("one that never starts, falls silent, or ends is lost, once", () => {
  clock.advance(15_400);
  expect(events).toEqual(["kill", "lost"]);
  exit();
  expect(events).toEqual(["kill", "lost"]);
});

test("silence for two seconds after it spoke is too long", () => {
  say({ type: "awake" });
  clock.advance(2_000);
  expect(events).toEqual(["awake"]);
  clock.advance(400);
  expect(events).toEqual(["awake", "kill", "lost"]);
});

test("an end that was wanted is no loss", () => {
  link.close();
  exit();
  clock.advance(60_000);
  expect([posted.at(-1)?.type, events]).toEqual(["done", []]);
});
