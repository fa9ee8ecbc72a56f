import {
  type EndReason,
  NO_RIGHTS,
  policy,
  RecordingId,
  type RelayReport,
  type Rights,
  type SessionEvent,
  SessionId,
  SignedReceipt,
  ViewerId,
} from "@ferndiagnose/protocol";
import { sample } from "@ferndiagnose/protocol/testing";
import { RecordBatch, RecordKind } from "@ferndiagnose/sealed-recording";
import { beforeEach, expect, test } from "vitest";
import { TestClock } from "../testing/test-ports.ts";
import { RecordedSession } from "./recorded-session.ts";
import type { SessionAction } from "./session-action.ts";

const sessionId = SessionId.parse("a".repeat(20));
const viewerId = ViewerId.parse("b".repeat(12));
const recordingId = RecordingId.parse("0".repeat(32));
const receipt = SignedReceipt.parse(sample.receipt);
const packets = batchOf(RecordKind.rtpFromCustomer, new Uint8Array(40));
const control: Rights = { view: { kind: "all_screens" }, control: true };

let clock: TestClock;
let actions: SessionAction[];
let lagMs: number;
let session: RecordedSession;

beforeEach(() => {
  clock = new TestClock();
  actions = [];
  lagMs = 0;
  const rights: SessionEvent = { type: "rights_changed", at: 1, actor: "customer", rights: control };
  session = new RecordedSession({
    sessionId,
    clock,
    history: [{ type: "joined", at: 0, actor: "customer" }, rights],
    lagMs: () => lagMs,
    act: (action) => actions.push(action),
  });
});

function batchOf(kind: number, payload: Uint8Array): Uint8Array {
  const batch = new RecordBatch();
  batch.append(1, kind, payload);
  return batch.take();
}

function toPortal(): string[] {
  return actions.flatMap((action) => (action.type === "tell_portal" ? [action.message.type] : []));
}

function toRelay(): string[] {
  return actions.flatMap((action) => (action.type === "command_relay" ? [action.command.type] : []));
}

function recorded(): string[] {
  return actions.flatMap((action) => (action.type === "record_event" ? [action.event.type] : []));
}

function only<Type extends SessionAction["type"]>(type: Type): Extract<SessionAction, { type: Type }>[] {
  return actions.filter((action): action is Extract<SessionAction, { type: Type }> => action.type === type);
}

function leg(state: "connecting" | "connected" | "lost" | "closed"): void {
  session.handleRelayReport({ type: "customer_leg", sessionId, state });
}

function ended(reason: EndReason): void {
  session.handlePortalMessage({ type: "event", sessionId, event: { type: "ended", at: 9, actor: "customer", reason } });
}

function goLive(): void {
  session.handleReady(recordingId, "key", 1_000);
  leg("connected");
  actions.length = 0;
}

test("armed only when everything is ready; the history stands first, its rights are set in the relay", () => {
  expect(actions).toEqual([]);
  session.handleReady(recordingId, "key", 1_234);
  expect(actions[0]).toEqual({ type: "command_relay", command: { type: "open", sessionId, elapsedUs: 1_234 } });
  expect(recorded()).toEqual(["joined", "rights_changed", "armed"]);
  expect(toRelay()).toEqual(["open", "set_rights"]);
  expect(toPortal()).toEqual(["armed"]);
  expect(only("beat")).toHaveLength(1);
});

test("not ready: refused, and nothing else ever", () => {
  session.handleNotReady("recorder_warden_missing");
  session.handleReady(recordingId, "key", 0);
  const code = "recorder_warden_missing";
  expect(only("tell_portal")).toEqual([{ type: "tell_portal", message: { type: "arm_refused", sessionId, code } }]);
  expect(actions.at(-1)).toEqual({ type: "over" });
});

test("a heartbeat each second until the end", () => {
  goLive();
  clock.advance(10_000);
  expect(only("beat")).toHaveLength(10);
  ended("customer_f11");
  clock.advance(10_000);
  expect(only("beat")).toHaveLength(10);
});

test("live once, suspended when the customer's leg is lost, resumed when it is back", () => {
  session.handleReady(recordingId, "key", 0);
  leg("connecting");
  expect(toPortal()).toEqual(["armed"]);
  leg("connected");
  leg("lost");
  leg("connecting");
  leg("connected");
  expect(toPortal()).toEqual(["armed", "live", "suspended", "resumed"]);
  expect(recorded()).toEqual(["joined", "rights_changed", "armed", "live", "suspended", "resumed"]);
});

test("a leg that stays away for 60 s ends the session", () => {
  goLive();
  leg("lost");
  clock.advance(59_000);
  expect(session.isRunning).toBe(true);
  clock.advance(1_000);
  expect(only("tell_portal").at(-1)?.message).toEqual({ type: "ended", sessionId, reason: "customer_lost" });
});

test("paused: the relay lets nothing through until the customer continues, and a player finds both", () => {
  goLive();
  const say = (event: SessionEvent) => session.handlePortalMessage({ type: "event", sessionId, event });
  const common = { at: 5, actor: "customer" } as const;
  const fewer: Rights = { view: { kind: "windows", count: 2 }, control: true };
  say({ ...common, type: "paused" });
  say({ ...common, type: "rights_changed", rights: fewer });
  say({ ...common, type: "continued" });
  say({ ...common, type: "rights_changed", rights: { ...fewer, control: false } });
  say({ ...common, type: "rights_changed", rights: control });
  expect(recorded()).toEqual(["paused", "rights_changed", "continued", "rights_changed", "rights_changed"]);
  const commands = only("command_relay").map(({ command }) => command);
  expect(commands.flatMap((command) => (command.type === "set_rights" ? [command.rights] : []))).toEqual([
    NO_RIGHTS,
    NO_RIGHTS,
    fewer,
    { ...fewer, control: false },
    control,
  ]);
  expect(only("record_marker").map(({ marker }) => marker)).toEqual(["paused", "masked", "continued", "unmasked"]);
  expect(commands.filter(({ type }) => type === "request_key_frame")).toHaveLength(2);
});

test("a pause twice is one, and nothing else than the customer's event ends it", () => {
  goLive();
  const say = (event: SessionEvent) => session.handlePortalMessage({ type: "event", sessionId, event });
  say({ type: "paused", at: 5, actor: "customer" });
  say({ type: "paused", at: 6, actor: "customer" });
  leg("lost");
  leg("connected");
  say({ type: "rights_changed", at: 7, actor: "customer", rights: control });
  expect(only("record_marker").map(({ marker }) => marker)).toEqual(["paused"]);
  const rights = only("command_relay").flatMap(({ command }) =>
    command.type === "set_rights" ? [command.rights] : [],
  );
  expect(rights).toEqual([NO_RIGHTS, NO_RIGHTS, NO_RIGHTS]);
});

test("the gate freezes the relay at once, tells, and opens again", () => {
  goLive();
  lagMs = 3_100;
  clock.advance(200);
  expect(toRelay()).toEqual(["freeze"]);
  expect(only("tell_portal")[0]?.message).toEqual({ type: "suspended", sessionId, cause: "recording" });
  leg("lost");
  expect(toPortal()).toEqual(["suspended"]);
  lagMs = 0;
  clock.advance(200);
  expect(toRelay()).toEqual(["freeze", "resume"]);
  expect(only("tell_portal").at(-1)?.message).toEqual({ type: "suspended", sessionId, cause: "connection" });
  leg("connected");
  expect(toPortal().at(-1)).toBe("resumed");
});

test("frozen before live: nothing is told until it is live", () => {
  session.handleReady(recordingId, "key", 0);
  lagMs = 4_000;
  clock.advance(200);
  expect(toPortal()).toEqual(["armed"]);
  expect(toRelay().at(-1)).toBe("freeze");
  leg("connected");
  expect(toPortal()).toEqual(["armed", "live", "suspended"]);
});

test("not durable for more than 10 s ends the session", () => {
  goLive();
  lagMs = 10_100;
  clock.advance(200);
  expect(only("tell_portal").at(-1)?.message).toEqual({ type: "ended", sessionId, reason: "recording_not_durable" });
  expect(session.isRunning).toBe(false);
});

test("a jump of the wall clock changes nothing", () => {
  goLive();
  clock.jump(365 * 86_400_000);
  clock.advance(1_000);
  expect(toPortal()).toEqual([]);
  expect(session.isRunning).toBe(true);
});

test("an end from the portal: recorded, relay closed, sealed after its last batch, told", () => {
  goLive();
  ended("customer_off");
  expect(recorded()).toEqual(["ended"]);
  expect(toRelay()).toEqual(["close"]);
  expect(only("seal")).toEqual([]);
  session.handleRelayReport({ type: "batch", sessionId, records: packets });
  session.handleRelayReport({ type: "closed", sessionId });
  session.handleRelayReport({ type: "closed", sessionId });
  expect(only("record_batch")).toHaveLength(1);
  expect(only("seal")).toEqual([{ type: "seal", reason: "customer_off" }]);
  session.handleSealed(receipt);
  expect(only("tell_portal")).toEqual([
    { type: "tell_portal", message: { type: "sealed", sessionId, outcome: "complete" } },
    { type: "tell_portal", message: { type: "receipt", sessionId, receipt } },
  ]);
  expect(actions.at(-1)).toEqual({ type: "over" });
  expect(clock.timersWaiting).toBe(0);
});

test("the last batch is waited for two seconds and no longer", () => {
  goLive();
  ended("technician_ended");
  clock.advance(1_900);
  expect(only("seal")).toHaveLength(0);
  clock.advance(100);
  expect(only("seal")).toHaveLength(1);
  session.handleRelayReport({ type: "closed", sessionId });
  expect(only("seal")).toHaveLength(1);
});

test("a failed write ends at once and writes no end", () => {
  goLive();
  session.handleWriteFailed();
  expect(toPortal()).toEqual(["ended"]);
  expect(only("tell_portal")[0]?.message).toMatchObject({ reason: "recording_not_durable" });
  expect(toRelay()).toEqual(["close"]);
  expect(only("abandon")).toHaveLength(1);
  session.handleRelayReport({ type: "closed", sessionId });
  clock.advance(60_000);
  expect(only("seal")).toHaveLength(0);
  expect(clock.timersWaiting).toBe(0);
});

test("a lost relay ends the session and its recording gets its end", () => {
  goLive();
  session.handleRelayLost();
  expect(only("tell_portal")[0]?.message).toEqual({ type: "ended", sessionId, reason: "media_failed" });
  expect(only("seal")).toEqual([{ type: "seal", reason: "media_failed" }]);
});

test.each([
  ["an event of its own", batchOf(RecordKind.rightsEvent, Buffer.from("{}"))],
  ["no records", new Uint8Array(3)],
])(
  "a relay that hands over %s ends that session; nothing of it is recorded, and nothing more is heard of it",
  (_name, records) => {
    goLive();
    session.handleRelayReport({ type: "batch", sessionId, records: packets });
    session.handleRelayReport({ type: "batch", sessionId, records });
    session.handleRelayReport({ type: "batch", sessionId, records: packets });
    session.handleRelayReport({ type: "viewers", sessionId, count: 1 });
    expect(only("record_batch")).toEqual([{ type: "record_batch", records: packets }]);
    expect(only("tell_portal").map(({ message }) => message)).toEqual([
      { type: "ended", sessionId, reason: "program_failed" },
    ]);
    expect(recorded()).toEqual(["ended"]);
    expect(toRelay()).toEqual(["close"]);
    expect(only("seal")).toEqual([{ type: "seal", reason: "program_failed" }]);
  },
);

test("a technician's bad answer harms nobody; a customer's bad offer ends their session", () => {
  goLive();
  for (const what of ["answer", "candidate", "leg"] as const) {
    session.handleRelayReport({ type: "failed", sessionId, what });
  }
  expect(session.isRunning).toBe(true);
  session.handleRelayReport({ type: "failed", sessionId, what: "offer" });
  expect(session.isRunning).toBe(false);
});

test("what the portal made of our own messages is not recorded twice", () => {
  goLive();
  const common = { at: 1, actor: "server" } as const;
  const own: SessionEvent[] = [
    { ...common, type: "armed", recordingId },
    { ...common, type: "live" },
  ];
  for (const event of own) session.handlePortalMessage({ type: "event", sessionId, event });
  expect(recorded()).toEqual([]);
  leg("lost");
  session.handlePortalMessage({
    type: "event",
    sessionId,
    event: { ...common, type: "suspended", cause: "connection" },
  });
  leg("connected");
  session.handlePortalMessage({ type: "event", sessionId, event: { ...common, type: "resumed" } });
  expect(recorded()).toEqual(["suspended", "resumed"]);
  expect(toPortal()).toEqual(["suspended", "resumed"]);
  actions.length = 0;
  const event: SessionEvent = { type: "rights_requested", at: 2, actor: "technician", request: "control" };
  session.handlePortalMessage({ type: "event", sessionId, event });
  expect(recorded()).toEqual(["rights_requested"]);
});

test("the customer's socket is gone and the leg is there: recorded, and not said back", () => {
  goLive();
  const say = (event: SessionEvent) => session.handlePortalMessage({ type: "event", sessionId, event });
  say({ type: "suspended", at: 1, actor: "server", cause: "connection" });
  lagMs = 4_000;
  clock.advance(200);
  lagMs = 0;
  clock.advance(200);
  leg("lost");
  leg("connected");
  expect(only("record_event").map(({ event }) => (event.type === "suspended" ? event.cause : event.type))).toEqual([
    "connection",
    "recording",
    "connection",
  ]);
  say({ type: "resumed", at: 2, actor: "server" });
  expect(recorded()).toEqual(["suspended", "suspended", "suspended", "resumed"]);
  expect(toPortal()).toEqual(["suspended", "resumed", "suspended", "resumed"]);
});

test("what is told while the recording is being opened is not lost", () => {
  ended("customer_quit");
  session.handleReady(recordingId, "key", 0);
  expect(recorded()).toEqual(["joined", "rights_changed", "armed", "ended"]);
  session.handleRelayReport({ type: "closed", sessionId });
  expect(only("seal")).toEqual([{ type: "seal", reason: "customer_quit" }]);
});

test("signalling passes while it runs, both ways, and not after", () => {
  goLive();
  session.handlePortalMessage({ type: "technician_joined", sessionId, viewerId });
  session.handlePortalMessage({ type: "technician_answer", sessionId, viewerId, sdp: "v=0" });
  session.handlePortalMessage({ type: "technician_left", sessionId, viewerId });
  session.handlePortalMessage({ type: "customer_offer", sessionId, sdp: "v=0" });
  expect(toRelay()).toEqual(["add_viewer", "technician_answer", "remove_viewer", "customer_offer"]);
  const reports: RelayReport[] = [
    { type: "customer_answer", sessionId, sdp: "v=0" },
    { type: "viewers", sessionId, count: 1 },
  ];
  for (const report of reports) if ("sessionId" in report) session.handleRelayReport(report);
  expect(toPortal()).toEqual(["customer_answer", "viewers"]);
  ended("customer_off");
  session.handlePortalMessage({ type: "customer_offer", sessionId, sdp: "v=0" });
  expect(toRelay().at(-1)).toBe("close");
});

test("a key frame is asked for now and then while something comes, and not otherwise", () => {
  goLive();
  clock.advance(2 * policy.KEY_FRAME_INTERVAL_MS);
  expect(toRelay()).toEqual([]);
  session.handleRelayReport({ type: "batch", sessionId, records: packets });
  clock.advance(2 * policy.KEY_FRAME_INTERVAL_MS);
  expect(toRelay()).toEqual(["request_key_frame"]);
});
