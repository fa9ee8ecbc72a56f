import { expect, test } from "vitest";
import { StatisticsReader } from "./statistics.ts";

function report(timestamp: number, stream: Record<string, unknown>): Map<string, unknown> {
  return new Map<string, unknown>([
    ["V", { id: "V", type: "inbound-rtp", kind: "video", timestamp, codecId: "C", freezeCount: 1, ...stream }],
    ["A", { id: "A", type: "inbound-rtp", kind: "audio", timestamp, bytesReceived: 9e9 }],
    ["C", { id: "C", type: "codec", timestamp, mimeType: "video/AV1" }],
    ["P", { id: "P", type: "candidate-pair", timestamp, nominated: true, currentRoundTripTime: 0.042 }],
  ]);
}

test("rates come from two reports, the rest from the last one", () => {
  const reader = new StatisticsReader();
  const first = reader.read(
    report(1_000, { bytesReceived: 1_000, framesDecoded: 10, frameWidth: 1280, frameHeight: 720 }),
  );
  expect(first).toMatchObject({ width: 1280, height: 720, codec: "AV1", roundTripMs: 42, freezes: 1 });
  expect(first).not.toHaveProperty("framesPerSecond");
  const second = reader.read(
    report(3_000, { bytesReceived: 251_000, framesDecoded: 70, jitterBufferDelay: 0.6, jitterBufferEmittedCount: 60 }),
  );
  expect(second).toMatchObject({ framesPerSecond: 30, bitsPerSecond: 1_000_000, jitterBufferMs: 10, framesTotal: 70 });
});

test("a new connection counts from nothing: no negative rates", () => {
  const reader = new StatisticsReader();
  reader.read(report(1_000, { bytesReceived: 1_000_000, framesDecoded: 900 }));
  expect(reader.read(report(2_000, { bytesReceived: 10, framesDecoded: 1 }))).not.toHaveProperty("bitsPerSecond");
});

test("no video, no figures", () => {
  expect(new StatisticsReader().read(new Map())).toBeUndefined();
});

test("the same report again gives the same figures", () => {
  const reader = new StatisticsReader();
  reader.read(report(1_000, { bytesReceived: 0, framesDecoded: 0 }));
  const figures = reader.read(report(2_000, { bytesReceived: 500, framesDecoded: 5 }));
  expect(reader.read(report(2_000, { bytesReceived: 500, framesDecoded: 5 }))).toEqual(figures);
});
