import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type Heartbeat, heartbeatSignedBytes, RecordingId } from "@ferndiagnose/protocol";
import { FakeClock } from "@ferndiagnose/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { heartbeatCheckFor } from "./check-heartbeat.ts";
import { type GateState, RecordingGate } from "./recording-gate.ts";

const keys = generateKeyPairSync("ed25519");
const recordingId = RecordingId.parse("0123456789abcdef0123456789abcdef");
const otherRecordingId = RecordingId.parse("f".repeat(32));

function heartbeat(fields: Partial<Heartbeat>, key: KeyObject = keys.privateKey): Heartbeat {
  const unsigned = { recordingId, beat: 0, frameSeq: 0, headHash: "0".repeat(64), lagMs: 0, ...fields };
  return { ...unsigned, signature: sign(null, heartbeatSignedBytes(unsigned), key).toString("base64url") };
}

let clock: FakeClock;
let gate: RecordingGate;
let states: GateState[];

beforeEach(() => {
  clock = new FakeClock(0);
  states = [];
  const check = heartbeatCheckFor(keys.publicKey.export({ format: "jwk" }).x ?? "");
  if (!check) throw new Error("no key");
  gate = new RecordingGate({ clock, recordingId, check, onState: (state) => states.push(state) });
});

test("opens with the first valid heartbeat, freezes after 3 s, ends after 10 s", () => {
  expect(gate.state).toBe("waiting");
  expect(gate.handleHeartbeat(heartbeat({ beat: 0 }))).toBe(true);
  clock.advance(2_999);
  expect(gate.state).toBe("open");
  clock.advance(1);
  expect(gate.state).toBe("frozen");
  clock.advance(6_999);
  expect(gate.state).toBe("frozen");
  clock.advance(1);
  expect(gate.state).toBe("expired");
  expect(gate.expiryReason).toBe("recorder_lost");
  expect(states).toEqual(["open", "frozen", "expired"]);
});

test("ends after 10 s when there never was one", () => {
  clock.advance(10_000);
  expect(states).toEqual(["expired"]);
});

test("thaws with the next heartbeat", () => {
  gate.handleHeartbeat(heartbeat({ beat: 0 }));
  clock.advance(4_000);
  gate.handleHeartbeat(heartbeat({ beat: 1 }));
  expect(states).toEqual(["open", "frozen", "open"]);
});

test("lag counts as time without durability, even when heartbeats come", () => {
  for (let second = 0; second < 14; second++) {
    gate.handleHeartbeat(heartbeat({ beat: second, lagMs: Math.max(0, (second - 1) * 1_000) }));
    clock.advance(1_000);
  }
  expect(states).toEqual(["open", "frozen", "expired"]);
  expect(gate.expiryReason).toBe("recording_not_durable");
});

test("nothing opens it again once it is over", () => {
  clock.advance(10_000);
  expect(gate.handleHeartbeat(heartbeat({ beat: 7 }))).toBe(false);
  expect(gate.state).toBe("expired");
});

describe("is not kept open by", () => {
  const forged = generateKeyPairSync("ed25519").privateKey;
  const wrong: [string, () => Heartbeat][] = [
    ["another key's signature", () => heartbeat({ beat: 1 }, forged)],
    ["another recording", () => heartbeat({ beat: 1, recordingId: otherRecordingId })],
    ["a repeated heartbeat", () => heartbeat({ beat: 0 })],
    ["an altered lag", () => ({ ...heartbeat({ beat: 1, lagMs: 9_000 }), lagMs: 0 })],
    ["a frame number that goes back", () => heartbeat({ beat: 1, frameSeq: -1 })],
  ];
  test.each(wrong)("%s", (_name, make) => {
    gate.handleHeartbeat(heartbeat({ beat: 0 }));
    clock.advance(2_000);
    expect(gate.handleHeartbeat(make())).toBe(false);
    clock.advance(1_000);
    expect(gate.state).toBe("frozen");
  });
});

test("what is no Ed25519 key checks nothing", () => {
  expect(heartbeatCheckFor("AAAA")).toBeUndefined();
});
