import { type ErrorCode, SessionId, type ToTechnician } from "@ferndiagnose/protocol";
import { browserClock } from "@ferndiagnose/rtc";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSocket } from "./fake-socket.ts";
import { type Link, TechnicianSocket } from "./technician-socket.ts";

const sessionId = SessionId.parse("abcdefghijklmnopqrst");
const state = {
  type: "state",
  state: "key_issued",
  rights: { view: { kind: "nothing" }, control: false },
  paused: false,
  expiresAt: 1_800_000_000_000,
};

let sockets: FakeSocket[];
let links: Link[];
let messages: ToTechnician[];
let unreadable: ErrorCode[];
let client: TechnicianSocket;

function last(): FakeSocket {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error("No socket was opened");
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  links = [];
  messages = [];
  unreadable = [];
  client = new TechnicianSocket({
    sessionId,
    clock: browserClock,
    openSocket: () => {
      sockets.push(new FakeSocket());
      return last();
    },
    events: {
      onMessage: (message) => messages.push(message),
      onLink: (link) => links.push(link),
      onUnreadable: (code) => unreadable.push(code),
    },
  });
  client.start();
});

afterEach(() => {
  client.stop();
  vi.useRealTimers();
});

function attach(): void {
  last().acceptOpen();
  last().deliver(state);
}

test("attaches first, and is open when the portal tells the state", () => {
  last().acceptOpen();
  expect(last().sent).toEqual([{ type: "attach", version: 1, sessionId }]);
  expect(links.at(-1)).toEqual({ state: "connecting" });
  last().deliver(state);
  expect(links.at(-1)).toEqual({ state: "open" });
  expect(messages).toEqual([state]);
});

test("sends only into an open socket and keeps nothing for later", () => {
  expect(client.send({ type: "admit" })).toBe(false);
  attach();
  expect(client.send({ type: "admit" })).toBe(true);
  last().breakOff();
  expect(client.send({ type: "end" })).toBe(false);
  vi.advanceTimersByTime(500);
  last().acceptOpen();
  expect(last().sent).toEqual([{ type: "attach", version: 1, sessionId }]);
});

test("comes back by itself, slower each time, and gives up after 60 s", () => {
  attach();
  last().breakOff();
  const lostAt = Date.now();
  expect(links.at(-1)).toEqual({ state: "lost", since: lostAt });
  const pauses = [500, 1_000, 2_000, 4_000, 5_000, 5_000];
  for (const pause of pauses) {
    const before = sockets.length;
    vi.advanceTimersByTime(pause - 1);
    expect(sockets).toHaveLength(before);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(before + 1);
    last().breakOff();
  }
  while (links.at(-1)?.state === "lost") {
    vi.advanceTimersByTime(5_000);
    last().breakOff();
  }
  expect(links.at(-1)).toEqual({ state: "given_up" });
  expect(Date.now() - lostAt).toBeLessThanOrEqual(60_000);
  expect(Date.now() - lostAt).toBeGreaterThan(50_000);
  const total = sockets.length;
  vi.advanceTimersByTime(600_000);
  expect(sockets).toHaveLength(total);
});

test("an open socket alone is not being back: the window runs until the portal tells the state", () => {
  attach();
  last().breakOff();
  const lostAt = Date.now();
  vi.advanceTimersByTime(500);
  last().acceptOpen();
  expect(links.at(-1)).toEqual({ state: "lost", since: lostAt });
  last().breakOff();
  expect(links.at(-1)).toEqual({ state: "lost", since: lostAt });
  vi.advanceTimersByTime(1_000);
  attach();
  expect(links.at(-1)).toEqual({ state: "open" });
});

test("attaches anew on a new socket when media want it, without a word of loss", () => {
  attach();
  const first = last();
  client.reattach();
  expect(first.readyState).toBe(3);
  expect(sockets).toHaveLength(2);
  last().acceptOpen();
  expect(last().sent).toEqual([{ type: "attach", version: 1, sessionId }]);
  expect(links.some((link) => link.state === "lost")).toBe(false);
});

test("stopped, it opens nothing and hears nothing", () => {
  attach();
  client.stop();
  const socket = last();
  socket.deliver(state);
  socket.breakOff();
  vi.advanceTimersByTime(120_000);
  expect(sockets).toHaveLength(1);
  expect(messages).toHaveLength(1);
});

test.each([
  ["no JSON", "{", "message_malformed"],
  ["an unknown type", { type: "grant" }, "message_malformed"],
  ["a foreign field", { ...state, admin: true }, "message_malformed"],
  ["bytes", 17, "message_malformed"],
  ["too much", " ".repeat(70_000), "message_too_large"],
])("%s is dropped with a code, and the session goes on", (_name, data, code) => {
  attach();
  last().deliver(data);
  expect(unreadable).toEqual([code]);
  last().deliver(state);
  expect(messages).toHaveLength(2);
});

test("whatever text arrives, nothing dies", () => {
  attach();
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (data) => {
      last().deliver(data);
    }),
    { numRuns: 2_000 },
  );
  expect(messages).toHaveLength(1);
  expect(links.at(-1)).toEqual({ state: "open" });
});
