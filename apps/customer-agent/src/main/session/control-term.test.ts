import { policy } from "@ferndiagnose/protocol";
import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import { ControlTerm } from "./control-term.ts";

const minute = 60_000;
let clock: FakeClock;
let lastMs: number;
let ended: string[];
let changes: number;
let isWatched: boolean;
let term: ControlTerm;

beforeEach(() => {
  clock = new FakeClock(0);
  lastMs = Number.NEGATIVE_INFINITY;
  ended = [];
  changes = 0;
  const activity = {
    get lastMs() {
      return lastMs;
    },
    look: () => {
      isWatched = true;
    },
    rest: () => {
      isWatched = false;
    },
  };
  term = new ControlTerm({
    ...{ clock, activity },
    onEnd: (because) => void ended.push(`${because} after ${clock.now()}`),
    onChange: () => {
      changes++;
    },
  });
  term.begin();
});

/** The customer moves the mouse once a minute. */
function spend(minutes: number): void {
  for (let passed = 0; passed < minutes; passed++) {
    clock.advance(minute);
    lastMs = clock.now();
  }
}

test("ends five minutes after the customer's last own movement, and says so a minute before", () => {
  clock.advance(policy.CONTROL_IDLE_MS - minute - 1_000);
  expect(term.announced).toBeUndefined();
  clock.advance(1_000);
  expect(term.announced).toEqual({ endsAtMs: policy.CONTROL_IDLE_MS, because: "idle" });
  clock.advance(minute - 1);
  expect(ended).toEqual([]);
  clock.advance(1);
  expect(ended).toEqual([`idle after ${policy.CONTROL_IDLE_MS}`]);
  expect(term.announced).toBeUndefined();
});

test("a movement in the last minute takes the announcement back", () => {
  clock.advance(policy.CONTROL_IDLE_MS - 30_000);
  expect(term.announced?.because).toBe("idle");
  lastMs = clock.now();
  clock.advance(1_000);
  expect(term.announced).toBeUndefined();
  expect(changes).toBe(2);
});

test("ends after half an hour however busy the customer is", () => {
  spend(29);
  clock.advance(1_000);
  expect(term.announced).toEqual({ endsAtMs: policy.CONTROL_LASTS_MS, because: "time" });
  spend(1);
  expect(ended).toEqual([`time after ${policy.CONTROL_LASTS_MS}`]);
});

test("renewed, it begins anew; ended, nothing comes any more", () => {
  spend(29);
  term.begin();
  expect(term.announced).toBeUndefined();
  spend(29);
  expect(ended).toEqual([]);
  term.end();
  clock.advance(60 * minute);
  expect(ended).toEqual([]);
});

test("nobody looks after the customer's hands longer than there is control", () => {
  expect(isWatched).toBe(true);
  clock.advance(policy.CONTROL_IDLE_MS);
  expect([isWatched, ended.length]).toEqual([false, 1]);
  term.begin();
  expect(isWatched).toBe(true);
  term.end();
  expect(isWatched).toBe(false);
});
