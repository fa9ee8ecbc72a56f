import { SessionId } from "@ferndiagnose/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBatchHeader, maxBatchFrameBytes } from "../relay/batch-frame.ts";
import { BatchReader, type BatchReport } from "./batch-reader.ts";

const ids = ["a", "b", "7"].map((letter) => SessionId.parse(letter.repeat(20)));

function frameOf(report: BatchReport): Buffer {
  if (report.type === "closed") return encodeBatchHeader(report.sessionId, 0);
  return Buffer.concat([encodeBatchHeader(report.sessionId, report.records.length), report.records]);
}

function reader() {
  const reports: BatchReport[] = [];
  return { reports, made: new BatchReader((report) => reports.push(report)) };
}

const report: fc.Arbitrary<BatchReport> = fc.oneof(
  fc.record({
    type: fc.constant("batch" as const),
    sessionId: fc.constantFrom(...ids),
    records: fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  }),
  fc.record({ type: fc.constant("closed" as const), sessionId: fc.constantFrom(...ids) }),
);

test("frames come out as they went in, wherever the pipe cuts them", () => {
  fc.assert(
    fc.property(fc.array(report), fc.array(fc.integer({ min: 1, max: 60 })), (expected, cuts) => {
      const bytes = Buffer.concat(expected.map(frameOf));
      const { reports, made } = reader();
      let at = 0;
      for (const length of [...cuts, bytes.length]) {
        // A copy that is overwritten at once, as the pipe's buffer may be.
        const chunk = Buffer.from(bytes.subarray(at, at + length));
        expect(made.read(chunk)).toBe(true);
        chunk.fill(0xff);
        at += length;
      }
      expect(reports).toEqual(expected);
    }),
  );
});

test("a bad number or length is refused, at any cut, and nothing after it is read", () => {
  const [sessionId] = ids;
  if (sessionId === undefined) throw new Error("No session");
  const good = frameOf({ type: "batch", sessionId, records: Buffer.from("abc") });
  const badNumber = Buffer.from(good);
  badNumber[3] = 0x41;
  const badLength = encodeBatchHeader(sessionId, maxBatchFrameBytes + 1);
  for (const bad of [badNumber, badLength]) {
    for (let cut = 0; cut < good.length + bad.length; cut += 1) {
      const bytes = Buffer.concat([good, bad]);
      const { reports, made } = reader();
      const taken = [made.read(bytes.subarray(0, cut)), made.read(bytes.subarray(cut))];
      expect(taken.at(-1)).toBe(false);
      expect(made.read(good)).toBe(false);
      expect(reports).toHaveLength(1);
    }
  }
});

test("the longest frame passes", () => {
  const [sessionId = SessionId.parse("c".repeat(20))] = ids;
  const { reports, made } = reader();
  expect(made.read(encodeBatchHeader(sessionId, maxBatchFrameBytes))).toBe(true);
  expect(made.read(Buffer.alloc(maxBatchFrameBytes))).toBe(true);
  expect(reports).toMatchObject([{ type: "batch", sessionId }]);
});
