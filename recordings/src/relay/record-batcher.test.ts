import { decodeRecords, RecordKind } from "@ferndiagnose/sealed-recording";
import { FakeClock } from "@ferndiagnose/testkit";
import { expect, test } from "vitest";
import { RecordBatcher } from "./record-batcher.ts";

function batcher(maxBytes: number) {
  const clock = new FakeClock(0);
  const sent: Uint8Array[] = [];
  const made = new RecordBatcher({
    timeUs: () => clock.now() * 1000,
    send: ({ records }) => sent.push(records),
    setTimer: (delayMs, run) => clock.setTimer(delayMs, run),
    intervalMs: 500,
    maxBytes,
  });
  return { clock, sent, made };
}

test("records leave together, half a second after the first of them", () => {
  const { clock, sent, made } = batcher(100_000);
  made.rtpFromCustomer(Buffer.from("first"));
  clock.advance(300);
  made.rtcpFromTechnician(Buffer.from("second, which makes the buffer grow beyond what it began with"));
  made.channelMessage("input", "{}", "input_not_granted");
  clock.advance(199);
  expect(sent).toHaveLength(0);
  clock.advance(1);
  expect(sent).toHaveLength(1);
  const records = [...decodeRecords(sent[0] ?? new Uint8Array())];
  expect(records.map(({ timeUs, kind }) => [timeUs, kind])).toEqual([
    [0, RecordKind.rtpFromCustomer],
    [300_000, RecordKind.rtcpFromTechnician],
    [300_000, RecordKind.channelMessage],
  ]);
  expect(Buffer.from(records[0]?.payload ?? []).toString()).toBe("first");
  expect(JSON.parse(Buffer.from(records[2]?.payload ?? []).toString())).toEqual({
    label: "input",
    refused: "input_not_granted",
    text: "{}",
  });
});

test("nothing is sent when nothing came", () => {
  const { clock, sent, made } = batcher(1000);
  clock.advance(10_000);
  made.close();
  expect(sent).toHaveLength(0);
});

test("a full batch leaves at once, the next one has its own half second", () => {
  const { clock, sent, made } = batcher(100);
  clock.advance(100);
  made.rtpFromCustomer(Buffer.alloc(50));
  clock.advance(400);
  made.rtpFromCustomer(Buffer.alloc(50));
  expect(sent).toHaveLength(1);
  made.rtpFromCustomer(Buffer.alloc(50));
  clock.advance(499);
  expect(sent).toHaveLength(1);
  clock.advance(1);
  expect(sent).toHaveLength(2);
});

test("closing sends the rest and keeps nothing more", () => {
  const { clock, sent, made } = batcher(1000);
  made.marker("frozen");
  made.close();
  made.marker("resumed");
  clock.advance(1000);
  expect(sent).toHaveLength(1);
});
