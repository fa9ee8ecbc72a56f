import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import { Watchdog } from "./watchdog.ts";

const nothing = { keys: [], buttons: [] };
let clock: FakeClock;
let done: string[];
let sleptMs: number;
let failing: string | undefined;
let watchdog: Watchdog;

function note(what: string): void {
  done.push(what);
  if (what === failing) throw new Error("no such process");
}

beforeEach(() => {
  clock = new FakeClock(0);
  done = [];
  failing = undefined;
  sleptMs = 0;
  watchdog = new Watchdog({
    clock: { now: () => clock.now() + sleptMs, setTimer: (delayMs, run) => clock.setTimer(delayMs, run) },
    log: { info: () => {}, warn: () => {} },
    report: ({ type }) => note(type),
    kill: (processId) => note(`kill ${processId}`),
    release: ({ keys, buttons }) => note(`release ${[...keys, ...buttons].join(" ")}`),
    leaveWord: ({ file }, lastedMs) => note(`${file} ${lastedMs}`),
    exit: () => note("exit"),
  });
  watchdog.handle({ type: "watch", mainProcessId: 7, word: { file: "word", args: [] } });
});

function breathe(times: number): void {
  for (let count = 0; count < times; count++) {
    watchdog.handle({ type: "alive", captureProcessId: 9, held: nothing, lastedMs: 5 });
    clock.advance(200);
  }
}

test("as long as the main process breathes, nothing happens", () => {
  breathe(100);
  expect(done.filter((what) => what !== "awake")).toEqual([]);
});

test("after two seconds of silence: picture first, then what is held, then the main process", () => {
  breathe(3);
  done = [];
  watchdog.handle({ type: "alive", captureProcessId: 9, held: { keys: ["KeyA"], buttons: ["left"] }, lastedMs: 6 });
  clock.advance(2_000);
  expect(done).toEqual(["awake"]);
  clock.advance(200);
  expect(done.slice(1)).toEqual(["kill 9", "release KeyA left", "word 6", "kill 7", "exit"]);
});

test.each(["kill 9", "release KeyA", "word 0"])("%s that fails leaves nothing else out", (step) => {
  failing = step;
  watchdog.handle({ type: "alive", captureProcessId: 9, held: { keys: ["KeyA"], buttons: [] }, lastedMs: 0 });
  clock.advance(2_200);
  expect(done.slice(1)).toEqual(["kill 9", "release KeyA", "word 0", "kill 7", "exit"]);
});

test("who was asleep itself does not blame the other", () => {
  breathe(1);
  sleptMs += 60_000;
  breathe(5);
  expect(done.filter((what) => what !== "awake")).toEqual([]);
});

test("told that all is done, it goes", () => {
  breathe(1);
  watchdog.handle({ type: "done" });
  clock.advance(60_000);
  expect(done).toEqual(["awake", "exit"]);
});

test("as long as there is no picture's process, silence harms nobody", () => {
  clock.advance(10_000);
  watchdog.handle({ type: "alive", captureProcessId: 0, held: nothing, lastedMs: 0 });
  clock.advance(10_000);
  expect(done).toEqual(["awake"]);
});
