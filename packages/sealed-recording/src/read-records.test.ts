import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { RecordingReader, readRecords } from "./read-records.ts";
import { bytesSource } from "./source.ts";
import { makeSample, type Sample, sampleBatch } from "./testing/sample-recording.ts";

const frames = 150;
let sample: Sample;
beforeAll(async () => {
  sample = await makeSample(Array.from({ length: frames }, (_, at) => sampleBatch([at * 500_000])));
});

async function timesOf(file: Uint8Array, root: Uint8Array, options: { fromMs?: number } = {}): Promise<number[]> {
  const times: number[] = [];
  for await (const { timeUs } of readRecords(bytesSource(file), root, options)) times.push(timeUs);
  return times;
}

describe("reading", () => {
  test("any batches come back in order", async () => {
    const record = fc.tuple(fc.nat(1_000_000), fc.uint8Array({ maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(record, { maxLength: 4 }), { maxLength: 6 }), async (wanted) => {
        const batches = wanted.map((batch) =>
          Buffer.concat(batch.map(([timeUs, bytes]) => sampleBatch([timeUs], bytes))),
        );
        const { file, root } = await makeSample(batches);
        const found: [number, number[]][] = [];
        for await (const item of readRecords(bytesSource(file), root)) found.push([item.timeUs, [...item.payload]]);
        expect(found).toEqual(wanted.flat().map(([timeUs, bytes]) => [timeUs, [...bytes]]));
      }),
      { numRuns: 25 },
    );
  });

  test("begins at the key frame at or before the wanted time, in any order of seeks", async () => {
    const reader = await RecordingReader.open(bytesSource(sample.file), sample.root);
    expect(await reader.index()).toHaveLength(frames);
    for (const fromMs of [70_000, 100, 64_000, 31_999, 32_000, 0, 10_000_000]) {
      const { value } = await reader.records({ fromMs }).next();
      const frame = Math.min(Math.floor(fromMs / 500), frames - 1);
      expect(value?.timeUs).toBe((frame - (frame % 4)) * 500_000);
    }
  });

  test("reads an interrupted file to its last whole frame", async () => {
    expect(await timesOf(sample.interrupted, sample.root)).toHaveLength(frames);
    expect(await timesOf(sample.interrupted.subarray(0, -1), sample.root)).toHaveLength(frames - 1);
    expect(await timesOf(sample.interrupted, sample.root, { fromMs: 5000 })).toHaveLength(frames);
  });
});

describe("refusing", () => {
  test("another recording's key", async () => {
    const other = await makeSample([]);
    const attempt = timesOf(sample.file, other.root);
    await expect(attempt).rejects.toMatchObject({ code: "frame_unreadable", seq: 1 });
  });

  test("a damaged frame is named, and what lies behind it stays readable", async () => {
    const damaged = sample.file.slice();
    const offset = sample.pieces.slice(0, 10).reduce((sum, piece) => sum + piece.length, 0);
    damaged[offset + 95] = (damaged[offset + 95] as number) ^ 4;
    const attempt = timesOf(damaged, sample.root);
    await expect(attempt).rejects.toMatchObject({ code: "frame_unreadable", seq: 10, offset });
    expect(await timesOf(damaged, sample.root, { fromMs: 6000 })).toHaveLength(frames - 12);
  });
});
