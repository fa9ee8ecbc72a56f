import { RecordBatch, RecordKind } from "@ferndiagnose/sealed-recording";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isRelayBatch } from "./is-relay-batch.ts";

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const packet: readonly [number, Uint8Array] = [RecordKind.rtpFromCustomer, new Uint8Array(1_200)];

function batchOf(...records: (readonly [number, Uint8Array])[]): Uint8Array {
  const batch = new RecordBatch();
  for (const [kind, payload] of records) batch.append(1, kind, payload);
  return batch.take();
}

const own: [string, number, Uint8Array][] = [
  ["a picture's packet", ...packet],
  ["the customer's feedback", RecordKind.rtcpFromCustomer, new Uint8Array(40)],
  ["the technician's feedback", RecordKind.rtcpFromTechnician, new Uint8Array(40)],
  ["a description", RecordKind.sessionDescription, json({ leg: "customer", kind: "offer", sdp: "v=0\r\n" })],
  ["a message", RecordKind.channelMessage, json({ label: "input", text: '{"type":"text","text":"ä"}' })],
  ["a message with half a character", RecordKind.channelMessage, json({ label: "input", text: "\ud800\u0000" })],
  ["a marker", RecordKind.marker, json({ marker: "frozen" })],
];

test.each(own)("%s is the relay's to record", (_name, kind, payload) => {
  expect(isRelayBatch(batchOf(packet, [kind, payload], packet))).toBe(true);
});

const rights = {
  type: "rights_changed",
  at: 1,
  actor: "customer",
  rights: { view: { kind: "nothing" }, control: true },
};
const notOwn: [string, Uint8Array][] = [
  ["a life-cycle event", batchOf(packet, [RecordKind.lifeCycleEvent, json({ type: "live", at: 1, actor: "server" })])],
  ["a right", batchOf(packet, [RecordKind.rightsEvent, json(rights)], packet)],
  ["a kind that nobody knows", batchOf([99, new Uint8Array(3)])],
  ["a description that is none", batchOf(packet, [RecordKind.sessionDescription, json({ leg: "customer" })])],
  ["a message that is no JSON", batchOf([RecordKind.channelMessage, Buffer.from("{")])],
  ["a marker of its own making", batchOf([RecordKind.marker, json({ marker: "sealed" })])],
  ["a marker of the recorder's", batchOf([RecordKind.marker, json({ marker: "paused" })])],
  ["text that is no UTF-8", batchOf([RecordKind.marker, Uint8Array.of(34, 255, 34)])],
  ["a record that is longer than the batch", batchOf(packet).subarray(0, -1)],
  ["half a record header", Uint8Array.of(1, 2, 3)],
];

test.each(notOwn)("%s is not", (_name, batch) => {
  expect(isRelayBatch(batch)).toBe(false);
});

test("whatever the bytes, the answer is yes or no", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(typeof isRelayBatch(bytes)).toBe("boolean");
    }),
    { numRuns: 10_000 },
  );
});
