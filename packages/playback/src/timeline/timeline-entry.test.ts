import { RecordKind } from "@ferndiagnose/sealed-recording";
import { expect, test } from "vitest";
import { EntryOrder } from "./order-entries.ts";
import { timelineEntry } from "./timeline-entry.ts";

function record(timeUs: number, kind: number, value: unknown) {
  return { timeUs, kind, payload: new TextEncoder().encode(JSON.stringify(value)) };
}

test("events, rights, input and markers are entries; packets are not", () => {
  const rights = { view: { kind: "all_screens" }, control: true };
  const changed = { type: "rights_changed", at: 5, actor: "customer", rights };
  const move = { type: "move", x: 0.5, y: 0.25 };
  expect(timelineEntry(record(1_500, RecordKind.rightsEvent, changed))).toEqual({
    atMs: 2,
    kind: "rights",
    event: changed,
  });
  const channel = { label: "pointer", text: JSON.stringify(move), refused: "input_not_granted" };
  expect(timelineEntry(record(9_000, RecordKind.channelMessage, channel))).toEqual({
    atMs: 9,
    kind: "input",
    channel: "pointer",
    refused: "input_not_granted",
    message: move,
  });
  expect(timelineEntry(record(0, RecordKind.channelMessage, { label: "input", text: "{broken" }))).toMatchObject({
    message: "{broken",
  });
  expect(timelineEntry(record(0, RecordKind.marker, { marker: "frozen" }))).toEqual({
    atMs: 0,
    kind: "marker",
    marker: "frozen",
  });
  expect(timelineEntry({ timeUs: 0, kind: RecordKind.rtpFromCustomer, payload: new Uint8Array(20) })).toBeUndefined();
  expect(timelineEntry({ timeUs: 0, kind: 200, payload: new Uint8Array(20) })).toBeUndefined();
});

test("entries of overlapping frames come out in order of time", () => {
  const order = new EntryOrder();
  const times = [0, 600, 150, 400, 900, 5_000, 4_800, 5_100];
  const marker = (atMs: number) => ({ atMs, kind: "marker" as const, marker: "frozen" as const });
  const ordered = [...times.flatMap((atMs) => order.push(marker(atMs))), ...order.end()];
  expect(ordered.map(({ atMs }) => atMs)).toEqual([...times].sort((a, b) => a - b));
});
