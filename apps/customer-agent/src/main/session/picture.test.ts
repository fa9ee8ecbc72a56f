import type { CaptureCommand } from "@ferndiagnose/protocol/ipc";
import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import { Picture } from "./picture.ts";
import type { CaptureEvents } from "./session-ports.ts";
import type { SharedView } from "./shared-view.ts";

const view = {} as SharedView;
let clock: FakeClock;
/** What each process was told, the newest last. */
let told: boolean[][];
let events: CaptureEvents;
let failures: string[];
let picture: Picture;

beforeEach(() => {
  clock = new FakeClock(0);
  told = [];
  failures = [];
  const ports = {
    clock,
    log: { info: () => {}, warn: () => {} },
    start: (_view: SharedView, own: CaptureEvents) => {
      const commands: boolean[] = [];
      told.push(commands);
      events = own;
      const command = (given: CaptureCommand) =>
        void (given.type === "set_capturing" && commands.push(given.capturing));
      return { processId: 1, command, show: () => {}, kill: async () => {} };
    },
    onReport: () => {},
    onReplaced: () => {},
    onFailed: (reason: string) => void failures.push(reason),
  };
  picture = new Picture(ports, view, { iceServers: [], codecs: ["VP8"] });
});

const obey = (capturing: boolean) => events.onReport({ type: "capturing", capturing });

function takeAndLeave(obeys: boolean): void {
  picture.take();
  obey(true);
  picture.leave(true);
  if (obeys) obey(false);
  else clock.advance(35);
}

test("a process that fails every other time ends the session with the fourth failure within a minute", () => {
  for (let count = 1; count <= 4; count++) {
    expect(failures).toEqual([]);
    takeAndLeave(false);
    if (count < 4) takeAndLeave(true);
  }
  expect([failures, told.length]).toEqual([["program_failed"], 4]);
});

test("a slow computer that needs a new process every half minute goes on", () => {
  for (let count = 0; count < 20; count++) {
    takeAndLeave(false);
    clock.advance(30_000);
  }
  expect([failures, told.length]).toEqual([[], 21]);
});

test("wanted anew while it stops, the stop is completed first, and is told when it happened", () => {
  const stops: object[] = [];
  takeAndLeave(true);
  picture.take();
  picture.leave(true);
  picture.whenStopped((stop) => void stops.push({ ...stop, atMs: clock.now() }));
  clock.advance(20);
  picture.take();
  expect([told, stops]).toEqual([[[true, false, true, false]], []]);
  obey(false);
  expect([told, stops]).toEqual([[[true, false, true, false, true]], [{ replaced: false, atMs: 20 }]]);
});

test("wanted anew, a process that does not stop is replaced all the same, and its successor takes the picture", () => {
  const stops: object[] = [];
  picture.take();
  picture.leave(true);
  picture.whenStopped((stop) => void stops.push({ ...stop, atMs: clock.now() }));
  clock.advance(20);
  picture.take();
  picture.leave(false);
  picture.take();
  clock.advance(15);
  expect([told, stops]).toEqual([[[true, false], [true]], [{ replaced: true, atMs: 35 }]]);
  obey(false);
  clock.advance(60_000);
  expect(told).toHaveLength(2);
});

test("what the customer wants is not put off by a wish that may wait, nor by being said again", () => {
  picture.take();
  picture.leave(false);
  clock.advance(100);
  picture.leave(true);
  clock.advance(20);
  picture.leave(true);
  clock.advance(15);
  expect(told).toHaveLength(2);
});
