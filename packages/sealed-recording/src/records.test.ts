import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeRecords, surveyRecords } from "./decode-records.ts";
import { mergeByTime } from "./merge-by-time.ts";
import { type LentBatch, RecordBatch } from "./record-batch.ts";

const record = fc.record({
  timeUs: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  kind: fc.integer({ min: 0, max: 255 }),
  payload: fc.uint8Array({ maxLength: 300 }),
});
type Records = { timeUs: number; kind: number; payload: Uint8Array }[];

function encode(records: Records, capacity?: number): Uint8Array {
  const batch = new RecordBatch(capacity);
  for (const { timeUs, kind, payload } of records) batch.append(timeUs, kind, payload);
  return batch.take();
}

const plain = (records: Iterable<Records[number]>) =>
  [...records].map(({ timeUs, kind, payload }) => ({ timeUs, kind, payload: [...payload] }));

describe("batches", () => {
  test("give back what was appended, whatever the first capacity", () => {
    fc.assert(
      fc.property(fc.array(record), fc.integer({ min: 0, max: 500 }), (records, capacity) => {
        const bytes = encode(records, capacity);
        expect(plain(decodeRecords(bytes))).toEqual(plain(records));
        expect(surveyRecords(bytes)).toEqual({ records: records.length, firstTimeUs: records[0]?.timeUs });
      }),
    );
  });

  test("taken batches do not change when the next one is collected", () => {
    const batch = new RecordBatch(64);
    batch.append(1, 1, Uint8Array.of(7));
    const first = batch.take();
    const before = [...first];
    batch.append(2, 2, Uint8Array.of(9));
    expect([...first]).toEqual(before);
    expect(batch.length).toBe(12);
  });

  test("a lent batch stays as it is until given back; meanwhile the next ones are copies; then its buffer serves again", () => {
    const batch = new RecordBatch(64);
    const append = (value: number) => batch.append(value, 1, new Uint8Array(5).fill(value));
    const firstBytes = (records: Uint8Array) => [...decodeRecords(records)].map(({ payload }) => payload[0]);
    append(1);
    const first = batch.lend();
    expect(batch.length).toBe(0);
    append(2);
    const second = batch.lend();
    append(3);
    const third = batch.lend();
    append(4);
    expect([first, second, third].map(({ records }) => firstBytes(records))).toEqual([[1], [2], [3]]);
    expect(second.records.buffer).not.toBe(third.records.buffer);
    second.giveBack();
    third.giveBack();
    append(5);
    expect(firstBytes(first.records)).toEqual([1]);
    first.giveBack();
    const fourth = batch.lend();
    expect(firstBytes(fourth.records)).toEqual([4, 5]);
    append(6);
    expect(firstBytes(fourth.records)).toEqual([4, 5]);
    fourth.giveBack();
    const fifth = batch.lend();
    expect(fifth.records.buffer).toBe(first.records.buffer);
    expect(firstBytes(fifth.records)).toEqual([6]);
  });

  test("lent in any rhythm, every batch holds what was appended, for as long as it is lent", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.array(record, { maxLength: 5 }), fc.nat(3))), (rounds) => {
        const batch = new RecordBatch(20);
        const out: { lent: LentBatch; expected: Records }[] = [];
        const check = () => {
          for (const { lent, expected } of out) expect(plain(decodeRecords(lent.records))).toEqual(plain(expected));
        };
        for (const [expected, kept] of rounds) {
          for (const { timeUs, kind, payload } of expected) batch.append(timeUs, kind, payload);
          out.push({ lent: batch.lend(), expected });
          check();
          while (out.length > kept) out.shift()?.lent.giveBack();
        }
      }),
    );
  });

  test("any bytes decode or are refused with a code", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          const total = [...decodeRecords(bytes)].reduce((sum, { payload }) => sum + payload.length + 11, 0);
          expect(total).toBe(bytes.length);
        } catch (error) {
          expect(error).toMatchObject({ name: "SealedRecordingError", code: "record_invalid" });
        }
      }),
      { numRuns: 10_000 },
    );
  });

  test("a batch cut anywhere inside a record is refused", () => {
    const bytes = encode([
      { timeUs: 1, kind: 1, payload: Uint8Array.of(1, 2) },
      { timeUs: 2, kind: 1, payload: Uint8Array.of(3) },
    ]);
    for (let length = 0; length < bytes.length; length++) {
      const decode = () => [...decodeRecords(bytes.subarray(0, length))];
      if (length === 0 || length === 13) decode();
      else expect(decode).toThrow(expect.objectContaining({ code: "record_invalid", offset: length < 13 ? 0 : 13 }));
    }
  });
});

describe("merging by time", () => {
  const ordered = fc.array(record).map((records) => records.toSorted((a, b) => a.timeUs - b.timeUs));

  test("is a stable sort of both", () => {
    fc.assert(
      fc.property(ordered, ordered, (a, b) => {
        const merged = [...decodeRecords(mergeByTime(encode(a), encode(b)))];
        expect(plain(merged)).toEqual(plain([...a, ...b].toSorted((x, y) => x.timeUs - y.timeUs)));
      }),
    );
  });

  test("refuses a malformed batch on either side", () => {
    const good = encode([{ timeUs: 1, kind: 1, payload: new Uint8Array(0) }]);
    const bad = good.subarray(0, 5);
    expect(() => mergeByTime(good, bad)).toThrow(expect.objectContaining({ code: "record_invalid" }));
    expect(() => mergeByTime(bad, good)).toThrow(expect.objectContaining({ code: "record_invalid" }));
  });
});
