import { amount } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { concatBytes } from "./bytes.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { bytesSource } from "./source.ts";
import { makeFaultSample, type Piece } from "./testing/fault-sample.ts";
import { makeSample, type Sample } from "./testing/sample-recording.ts";
import type { Verdict } from "./verdict.ts";
import { verifyRecording } from "./verify-recording.ts";

let sample: Sample;
let other: Sample;
beforeAll(async () => {
  [sample, other] = await Promise.all([makeSample(), makeSample()]);
});

const verify = (bytes: Uint8Array, anchors: { seq: number; hash: Uint8Array }[] = []): Promise<Verdict> =>
  verifyRecording(bytesSource(bytes), { anchors, checks: nodeChecks });

describe("an untouched file", () => {
  test("is complete, from memory and from a stream of any chunking", async () => {
    const whole = await verifyRecording(bytesSource(sample.file));
    expect(await verifyRecording(bytesSource(sample.file), { checks: nodeChecks })).toEqual(whole);
    expect(whole).toMatchObject({ status: "complete", closing: { frames: 3, records: 3, recordBytes: 42 } });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5000 }), async (size) => {
        async function* chunks() {
          for (let at = 0; at < sample.file.length; at += size) yield sample.file.subarray(at, at + size);
        }
        expect(await verifyRecording(chunks())).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

describe("found without a key", () => {
  test("the header of one recording on the body of another", async () => {
    const mixed = concatBytes(sample.pieces[0] as Uint8Array, ...other.pieces.slice(1));
    expect(await verify(mixed)).toMatchObject({ status: "damaged", seq: 1, what: "prev" });
  });

  test("bytes behind the end", async () => {
    expect(await verify(concatBytes(sample.file, Uint8Array.of(0)))).toMatchObject({ what: "after_end", seq: 5 });
    expect(await verify(concatBytes(sample.file, sample.file))).toMatchObject({ what: "after_end" });
  });

  test("a bit in any of many frames, between the signatures that are looked at", async () => {
    const many = await makeFaultSample(150);
    const anyPlace = fc.tuple(fc.integer({ min: 1, max: many.parts.length - 1 }), fc.nat(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(anyPlace, async ([nth, place, inSignature]) => {
        const { seq, offset, bytes } = many.parts[nth] as Piece;
        const at = offset + (inSignature ? bytes.length - 64 + (place % 64) : place % bytes.length);
        const altered = many.file.slice();
        altered[at] = (altered[at] as number) ^ (1 << (place % 8));
        const verdict = await verify(altered);
        expect(verdict).toMatchObject({ status: "damaged", seq, offset, intact: { length: offset } });
        expect(verdict.intact?.head).toEqual(many.heads[seq - 1]);
      }),
      { numRuns: amount({ quick: 150, long: 5_000 }) },
    );
  }, 600_000);

  test("a length that swallows the following frames is not taken for a torn write", async () => {
    const start = sample.pieces[0]?.length ?? 0;
    const altered = sample.file.slice();
    altered[start + 13] = 1;
    expect(await verify(altered)).toMatchObject({ what: "frame_header", seq: 1 });
  });
});

describe("with anchors", () => {
  test("a file that contains them is complete", async () => {
    const { intact } = await verify(sample.file);
    const early = (await verify(sample.interrupted)).intact;
    if (intact === undefined || early === undefined) throw new Error("not intact");
    expect(await verify(sample.file, [intact.head, early.head])).toMatchObject({ status: "complete" });
  });

  test("a shortened file and a replaced one are found", async () => {
    const { intact } = await verify(sample.file);
    if (intact === undefined) throw new Error("not intact");
    expect(await verify(sample.interrupted, [intact.head])).toMatchObject({ what: "anchor_missing", seq: 4 });
    expect(await verify(other.file, [intact.head])).toMatchObject({ what: "anchor_mismatch", seq: 4 });
    const { seq } = intact.head;
    const both = [intact.head, { seq, hash: new Uint8Array(32) }];
    expect(await verify(sample.file, both)).toMatchObject({ what: "anchor_mismatch" });
  });
});
