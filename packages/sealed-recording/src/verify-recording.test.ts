import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { concatBytes } from "./bytes.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { bytesSource } from "./source.ts";
import { makeSample, type Sample } from "./testing/sample-recording.ts";
import { type Verdict, verifyRecording } from "./verify-recording.ts";

let sample: Sample;
let other: Sample;
beforeAll(async () => {
  [sample, other] = await Promise.all([makeSample(), makeSample()]);
});

const verify = (bytes: Uint8Array, anchors: { seq: number; hash: Uint8Array }[] = []): Promise<Verdict> =>
  verifyRecording(bytesSource(bytes), { anchors, checks: nodeChecks });

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ (1 << bit);
  return copy;
}

/** Where the frame containing a position begins, and its number. */
function frameAt(at: number): { seq: number; offset: number } {
  let offset = 0;
  let seq = 0;
  const finalFrame = sample.file.length - 232;
  for (const piece of sample.pieces) {
    if (at < offset + piece.length) break;
    offset += piece.length;
    seq += 1;
  }
  return at >= finalFrame ? { seq: seq + 1, offset: finalFrame } : { seq, offset };
}

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
  test("a flipped bit in every byte of the file, and the frame is named", async () => {
    for (let at = 0; at < sample.file.length; at++) {
      const verdict = await verify(flipped(sample.file, at, at % 8));
      expect(verdict, `byte ${at}`).toMatchObject({ status: "damaged", ...frameAt(at) });
    }
  }, 60_000);

  test("every single bit of a frame header", async () => {
    const start = sample.pieces[0]?.length ?? 0;
    const end = start + 88;
    for (let at = start; at < end; at++) {
      for (let bit = 0; bit < 8; bit++) {
        expect(await verify(flipped(sample.file, at, bit))).toMatchObject({ status: "damaged", seq: 1, offset: start });
      }
    }
  }, 60_000);

  test("a file cut at any length is never complete", async () => {
    for (let length = 0; length < sample.file.length; length++) {
      const verdict = await verify(sample.file.subarray(0, length));
      const expected =
        length < (sample.pieces[0]?.length ?? 0) ? { status: "damaged", what: "header" } : { status: "truncated" };
      expect(verdict, `length ${length}`).toMatchObject(expected);
    }
  }, 60_000);

  test("frames dropped, repeated, exchanged or taken from another recording", async () => {
    const framesOf = ({ pieces }: Sample) => {
      const end = pieces[3] as Uint8Array;
      return [pieces[1], pieces[2], end.subarray(0, -232), end.subarray(-232)] as Uint8Array[];
    };
    const pool = [...framesOf(sample), ...framesOf(other)];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(pool.length - 1), { maxLength: 8 }), async (order) => {
        const header = sample.pieces[0] as Uint8Array;
        const verdict = await verify(concatBytes(header, ...order.map((at) => pool[at] as Uint8Array)));
        const prefix = order.findIndex((piece, at) => piece !== at);
        const intact = prefix < 0 ? order.length : prefix;
        if (order.length === intact) expect(verdict.status).toBe(intact === 4 ? "complete" : "truncated");
        else expect(verdict).toMatchObject({ status: "damaged", seq: intact + 1 });
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  test("the header of one recording on the body of another", async () => {
    const mixed = concatBytes(sample.pieces[0] as Uint8Array, ...other.pieces.slice(1));
    expect(await verify(mixed)).toMatchObject({ status: "damaged", seq: 1, what: "prev" });
  });

  test("bytes behind the end", async () => {
    expect(await verify(concatBytes(sample.file, Uint8Array.of(0)))).toMatchObject({ what: "after_end", seq: 5 });
    expect(await verify(concatBytes(sample.file, sample.file))).toMatchObject({ what: "after_end" });
  });

  test("a length that swallows the following frames is not taken for a torn write", async () => {
    const start = sample.pieces[0]?.length ?? 0;
    expect(await verify(flipped(sample.file, start + 13, 0))).toMatchObject({ what: "frame_header", seq: 1 });
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
