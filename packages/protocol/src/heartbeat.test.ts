import { expect, test } from "vitest";
import { Heartbeat, heartbeatBody, heartbeatSignedBytes } from "./heartbeat.ts";
import { sample } from "./testing/schema-example.ts";

const heartbeat = Heartbeat.parse({ ...sample.heartbeat, beat: 12, frameSeq: 3, lagMs: 45, monoMs: 12_006 });

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

test("the signed bytes are label, recording number and body, in this order", () => {
  const body = `12\n3\n${"0".repeat(64)}\n45\n12006\n`;
  expect(text(heartbeatBody(heartbeat))).toBe(body);
  const number = "\x01\x23\x45\x67\x89\xab\xcd\xef".repeat(2);
  expect(text(heartbeatSignedBytes(heartbeat))).toBe(`FDR1 heartbeat\0${number}${body}`);
});

test.each([
  ["recordingId", "f".repeat(32)],
  ["beat", 13],
  ["frameSeq", 4],
  ["headHash", "1".repeat(64)],
  ["lagMs", 46],
  ["monoMs", 12_007],
])("another %s gives other signed bytes", (field, value) => {
  const other = Heartbeat.parse({ ...heartbeat, [field]: value });
  expect(heartbeatSignedBytes(other)).not.toEqual(heartbeatSignedBytes(heartbeat));
});
