import { SessionCreated } from "@ferndiagnose/protocol";
import { browserClock } from "@ferndiagnose/rtc";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSocket } from "../signalling/fake-socket.ts";
import { SessionClient } from "./session-client.ts";

const created = SessionCreated.parse({
  sessionId: "abcdefghijklmnopqrst",
  key: "1234567",
  expiresAt: 1_800_000_000_000,
});
const nothing = { view: { kind: "nothing" }, control: false };
const seeing = { view: { kind: "screen", number: 1, of: 2 }, control: false };

let socket: FakeSocket;
let client: SessionClient;
let refusal: "not_signed_in" | undefined;

function tell(state: string, more = {}): void {
  socket.deliver({ type: "state", state, rights: nothing, paused: false, expiresAt: created.expiresAt, ...more });
}

beforeEach(() => {
  vi.useFakeTimers();
  refusal = undefined;
  client = new SessionClient({
    session: { created, serverAheadMs: 90_000 },
    clock: browserClock,
    openSocket: () => {
      socket = new FakeSocket();
      return socket;
    },
    refusal: async () => refusal,
  });
  client.start();
  socket.acceptOpen();
  tell("key_issued");
});

afterEach(() => {
  client.close();
  vi.useRealTimers();
});

test("shows what the portal tells, and tells the portal what the technician decides", () => {
  let changes = 0;
  client.subscribe(() => {
    changes += 1;
  });
  tell("joined", { checkCode: "4711" });
  expect(client.snapshot().state).toMatchObject({ state: "joined", checkCode: "4711" });
  expect(changes).toBeGreaterThan(0);
  client.admit();
  client.turnAway();
  expect(socket.sent.slice(1)).toEqual([{ type: "admit" }, { type: "turn_away" }]);
});

test("a request for rights waits for the customer, and only for the right that was asked for", () => {
  tell("live", { rights: seeing });
  client.requestRights("control");
  expect(socket.sent.at(-1)).toEqual({ type: "request_rights", request: "control" });
  tell("live", { rights: seeing });
  expect(client.snapshot().requested).toBe("control");
  tell("live", { rights: { ...seeing, control: true } });
  expect(client.snapshot().requested).toBeUndefined();
});

test("a request without an answer can be made again after a while", () => {
  tell("live", { rights: seeing });
  client.requestRights("control");
  vi.advanceTimersByTime(30_000);
  expect(client.snapshot().requested).toBeUndefined();
});

test("the end has its reason and its length on the server's clock, and closes the line", () => {
  tell("live", { liveSince: client.serverNow() - 65_000 });
  tell("ended", { reason: "customer_f11", liveSince: client.serverNow() - 65_000 });
  expect(client.snapshot().over).toEqual({ reason: "customer_f11", lastedMs: 65_000 });
  expect(socket.readyState).toBe(3);
});

test.each(["session_unknown", "not_allowed", "client_too_old"])("%s ends it for good", (code) => {
  socket.deliver({ type: "problem", problem: { type: "urn:x", title: "x", status: 404, code } });
  expect(client.snapshot().over).toEqual({ code });
});

test("other problems are told and forgotten with the next state", () => {
  socket.deliver({ type: "problem", problem: { type: "urn:x", title: "x", status: 409, code: "not_possible_now" } });
  expect(client.snapshot()).toMatchObject({ problem: "not_possible_now", over: undefined });
  tell("joined");
  expect(client.snapshot().problem).toBeUndefined();
});

test("a socket that stays away for 60 s is the end", () => {
  socket.breakOff();
  expect(client.snapshot().link.state).toBe("lost");
  for (let second = 0; second < 61; second += 1) {
    vi.advanceTimersByTime(1_000);
    socket.breakOff();
  }
  expect(client.snapshot().over).toEqual({ reason: "technician_lost" });
});

test("when the sign-in is over there is no use in trying on", async () => {
  refusal = "not_signed_in";
  socket.breakOff();
  await vi.advanceTimersByTimeAsync(0);
  expect(client.snapshot().over).toEqual({ code: "not_signed_in" });
});

test("ending works without a connection too", () => {
  socket.breakOff();
  client.end();
  expect(client.snapshot().over).toEqual({ reason: "technician_ended" });
});
