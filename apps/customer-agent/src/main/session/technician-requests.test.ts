import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, expect, test } from "vitest";
import { TechnicianRequests } from "./technician-requests.ts";

let clock: FakeClock;
let changes: number;
let requests: TechnicianRequests;

beforeEach(() => {
  clock = new FakeClock(0);
  changes = 0;
  requests = new TechnicianRequests(clock, () => {
    changes++;
  });
});

test("one question at a time, gone after half a minute", () => {
  requests.ask("control");
  requests.ask("whole_view");
  expect(requests.current).toBe("control");
  clock.advance(30_000);
  expect(requests.current).toBeUndefined();
  expect(changes).toBe(2);
});

test("a customer who says no is left in peace, longer every time", () => {
  for (const quiet of [30_000, 60_000, 300_000, 300_000]) {
    requests.ask("control");
    expect(requests.answer(false)).toBe("control");
    clock.advance(quiet - 1);
    requests.ask("control");
    requests.ask("view");
    expect(requests.current).toBeUndefined();
    clock.advance(1);
  }
  requests.ask("view");
  expect(requests.current).toBe("view");
});

test("10,000 questions in ten minutes are at most four on the screen", () => {
  let shown = 0;
  let last: string | undefined;
  for (let count = 0; count < 10_000; count++) {
    requests.ask("control");
    if (requests.current !== undefined && last === undefined) shown++;
    last = requests.current;
    clock.advance(60);
    last = requests.current;
  }
  expect(shown).toBeLessThanOrEqual(4);
});

test("a yes costs nothing, and an answer without a question is none", () => {
  expect(requests.answer(true)).toBeUndefined();
  requests.ask("view");
  expect(requests.answer(true)).toBe("view");
  requests.ask("control");
  expect(requests.current).toBe("control");
  requests.drop();
  expect(requests.current).toBeUndefined();
  requests.ask("control");
  expect(requests.current).toBe("control");
});
