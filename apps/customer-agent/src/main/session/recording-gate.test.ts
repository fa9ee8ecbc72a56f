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
  const honest = { recordingId, beat: 0, frameSeq: 0, headHash: "0".repeat(64), lagMs: 0, monoMs: clock.now() };
  const unsigned = { ...honest, ...fields };
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
  const frameSeq = 4;
  const wrong: [string, () => Heartbeat][] = [
    ["another key's signature", () => heartbeat({ beat: 1, frameSeq }, forged)],
    ["another recording", () => heartbeat({ beat: 1, frameSeq, recordingId: otherRecordingId })],
    ["a repeated heartbeat", () => heartbeat({ beat: 0, frameSeq })],
    ["an altered lag", () => ({ ...heartbeat({ beat: 1, frameSeq, lagMs: 9_000 }), lagMs: 0 })],
    ["a frame number that goes back", () => heartbeat({ beat: 1, frameSeq: 3 })],
    ["a time that goes back", () => heartbeat({ beat: 1, frameSeq, monoMs: 4_999 })],
    ["an altered time", () => ({ ...heartbeat({ beat: 1, frameSeq, monoMs: 5_001 }), monoMs: 7_000 })],
  ];
  test.each(wrong)("%s", (_name, make) => {
    clock.advance(5_000);
    gate.handleHeartbeat(heartbeat({ beat: 0, frameSeq: 4 }));
    clock.advance(2_000);
    expect(gate.handleHeartbeat(make())).toBe(false);
    clock.advance(1_000);
    expect(gate.state).toBe("frozen");
  });
});

describe("a server that hands genuine heartbeats on late", () => {
  /** What the recorder signed at this time of its own; it had begun 500 s before the customer's clock. */
  const signedAt = (signedMs: number) => heartbeat({ beat: signedMs, monoMs: 500_000 + signedMs });

  function hear(everyMs: number, count: number, signedMsAt: (nowMs: number) => number): void {
    for (let heard = 0; heard < count && gate.state !== "expired"; heard++) {
      gate.handleHeartbeat(signedAt(signedMsAt(clock.now())));
      clock.advance(everyMs);
    }
  }

  test("gains nothing by holding them back and giving out one each 2.9 s: frozen at 3 s, over at 10 s of delay", () => {
    hear(1_000, 6, (nowMs) => nowMs);
    // The recorder dies at 15 s; its heartbeats from 6 s on are given out one by one.
    hear(2_900, 1, () => 6_000);
    expect(gate.state).toBe("open");
    hear(2_900, 1, () => 7_000);
    expect(clock.now()).toBe(11_800);
    expect(states).toEqual(["open", "frozen"]);
    hear(2_900, 6, () => 8_000 + (clock.now() - 11_800) / 2.9);
    expect(states).toEqual(["open", "frozen", "expired"]);
    expect(gate.expiryReason).toBe("recorder_lost");
  });

  test("freezes and ends after the same delay when it stretches them little by little", () => {
    const stretched = (nowMs: number) => Math.round(nowMs * 0.9);
    let frozenAtMs = 0;
    for (let beat = 0; beat < 200 && gate.state !== "expired"; beat++) {
      gate.handleHeartbeat(signedAt(stretched(clock.now())));
      if (gate.state === "frozen") frozenAtMs ||= clock.now();
      clock.advance(1_000);
    }
    // A tenth of the time is delay: 3 s of it after about 30 s, 10 s after about 100 s, and up to 1 s of age on top.
    expect(frozenAtMs).toBeGreaterThan(18_000);
    expect(frozenAtMs).toBeLessThanOrEqual(31_000);
    expect(gate.state).toBe("expired");
    expect(clock.now()).toBeLessThan(102_000);
  });

  test("opens again with the freshest of a burst after a pause, and not with the older ones", () => {
    hear(1_000, 3, (nowMs) => nowMs);
    clock.advance(5_000);
    expect(gate.state).toBe("frozen");
    const seen: GateState[] = [];
    for (const signedMs of [3_000, 4_000, 4_990, 6_000, 7_000, 8_000]) {
      gate.handleHeartbeat(signedAt(signedMs));
      seen.push(gate.state);
    }
    expect(seen).toEqual(["frozen", "frozen", "frozen", "open", "open", "open"]);
    clock.advance(2_999);
    expect(gate.state).toBe("open");
    clock.advance(1);
    expect(gate.state).toBe("frozen");
  });

  test("loses what it gained by a slow beginning as soon as one comes quickly", () => {
    clock.advance(4_000);
    gate.handleHeartbeat(signedAt(0));
    expect(gate.state).toBe("open");
    clock.advance(2_000);
    // This one took no time at all, so the first one was 4 s old when it came, and what it vouched for is 6 s ago.
    gate.handleHeartbeat(heartbeat({ beat: 1, monoMs: 500_000 + 6_000, lagMs: 6_000 }));
    expect(gate.state).toBe("frozen");
  });
});

describe("while our own connection is gone", () => {
  test("it is closed and no time runs; back again, it opens with the next heartbeat only", () => {
    gate.handleHeartbeat(heartbeat({ beat: 0 }));
    clock.advance(500);
    const heldBack = heartbeat({ beat: 1 });
    gate.pause();
    expect(gate.state).toBe("paused");
    expect(gate.handleHeartbeat(heldBack)).toBe(false);
    clock.advance(59_000);
    expect(gate.state).toBe("paused");
    gate.resume();
    expect(gate.state).toBe("waiting");
    gate.handleHeartbeat(heldBack);
    expect(gate.state).not.toBe("open");
    clock.advance(9_000);
    gate.handleHeartbeat(heartbeat({ beat: 2 }));
    expect(gate.state).toBe("open");
    clock.advance(3_000);
    expect(gate.state).toBe("frozen");
    clock.advance(7_000);
    expect(gate.state).toBe("expired");
  });

  test("a short loss does not open it by what was heard before", () => {
    gate.handleHeartbeat(heartbeat({ beat: 0 }));
    gate.pause();
    gate.resume();
    clock.advance(2_000);
    expect(gate.state).toBe("waiting");
  });

  test("the 10 s run from the moment of coming back", () => {
    gate.handleHeartbeat(heartbeat({ beat: 0 }));
    clock.advance(8_000);
    gate.pause();
    clock.advance(30_000);
    gate.resume();
    clock.advance(9_999);
    expect(gate.state).toBe("waiting");
    clock.advance(1);
    expect(states).toEqual(["open", "frozen", "paused", "waiting", "expired"]);
    gate.pause();
    gate.resume();
    expect(gate.state).toBe("expired");
  });
});

test("what is no Ed25519 key checks nothing", () => {
  expect(heartbeatCheckFor("AAAA")).toBeUndefined();
});
