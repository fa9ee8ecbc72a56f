import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { browserClock } from "./clock.ts";
import { type ConnectionState, ConnectionWatch } from "./connection-watch.ts";

let states: ConnectionState[];
let restarts: number;

function watch(): ConnectionWatch {
  return new ConnectionWatch({
    clock: browserClock,
    windowMs: 60_000,
    onState: (state) => states.push(state),
    onRestart: () => {
      restarts += 1;
    },
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  states = [];
  restarts = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

test("a short loss heals without a new connection", () => {
  const connection = watch();
  connection.handleAttempt();
  connection.handlePeerState("connected");
  connection.handlePeerState("disconnected");
  vi.advanceTimersByTime(1_999);
  connection.handlePeerState("connected");
  vi.advanceTimersByTime(120_000);
  expect(states).toEqual(["connected", "lost", "connected"]);
  expect(restarts).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("a longer loss starts anew after 2 s and then every 8 s, and fails after 60 s", () => {
  const connection = watch();
  connection.handleAttempt();
  connection.handlePeerState("connected");
  connection.handlePeerState("disconnected");
  vi.advanceTimersByTime(2_000);
  expect(restarts).toBe(1);
  vi.advanceTimersByTime(16_000);
  expect(restarts).toBe(3);
  vi.advanceTimersByTime(42_000);
  expect(states).toEqual(["connected", "lost", "failed"]);
  const before = restarts;
  connection.handlePeerState("connected");
  vi.advanceTimersByTime(120_000);
  expect(restarts).toBe(before);
  expect(states.at(-1)).toBe("failed");
});

test("a broken connection starts anew at once, and attempts on the way do not prolong the window", () => {
  const connection = watch();
  connection.handleAttempt();
  connection.handlePeerState("connected");
  connection.handlePeerState("failed");
  vi.advanceTimersByTime(0);
  expect(restarts).toBe(1);
  vi.advanceTimersByTime(30_000);
  connection.handleAttempt();
  vi.advanceTimersByTime(29_999);
  expect(states.at(-1)).toBe("lost");
  vi.advanceTimersByTime(1);
  expect(states.at(-1)).toBe("failed");
});

test("a first connection that never comes fails too", () => {
  const connection = watch();
  connection.handleAttempt();
  vi.advanceTimersByTime(60_000);
  expect(states).toEqual(["failed"]);
  expect(restarts).toBeGreaterThan(3);
});

test("closed, it says nothing more", () => {
  const connection = watch();
  connection.handleAttempt();
  connection.close();
  vi.advanceTimersByTime(120_000);
  expect(states).toEqual([]);
  expect(restarts).toBe(0);
});
