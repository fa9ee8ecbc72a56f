import { amount, figure } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { SealedRecordingError } from "./errors.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { RecordingReader } from "./read-records.ts";
import { bytesSource } from "./source.ts";
import { type FaultSample, makeFaultSample, type Piece, places } from "./testing/fault-sample.ts";
import { verifyRecording } from "./verify-recording.ts";

let sample: FaultSample;
beforeAll(async () => {
  sample = await makeFaultSample();
});

function flipped(at: number, bit: number): Uint8Array {
  const copy = sample.file.slice();
  copy[at] = (copy[at] as number) ^ (1 << bit);
  return copy;
}

function partAt(at: number): Piece {
  const part = sample.parts.findLast(({ offset }) => offset <= at);
  if (part === undefined) throw new Error("outside the file");
  return part;
}

/** What section 9 says: damaged, and which frame, and where it begins. */
async function expectNamed(at: number, bit: number): Promise<void> {
  const { seq, offset } = partAt(at);
  const verdict = await verifyRecording(bytesSource(flipped(at, bit)), { checks: nodeChecks });
  expect(verdict, `bit ${bit} of byte ${at}`).toMatchObject({ status: "damaged", seq, offset });
}

/** The fields of sections 3 and 6, as [name, first byte, last byte] from the beginning of the piece. */
function fieldsOf({ seq, bytes }: Piece): [string, number, number][] {
  const end = bytes.length - 64;
  const signature: [string, number, number] = ["signature", end, bytes.length - 1];
  const prefix: [string, number, number][] = [
    ["magic", 0, 3],
    ["version", 4, seq === 0 ? 7 : 4],
  ];
  if (seq === 0) return [...prefix, ["length", 8, 11], ["header", 12, end - 1], signature];
  const isClosing = seq === sample.parts.length - 1;
  const body: [string, number, number][] = isClosing
    ? [
        ...["frames", "records", "bytes", "duration", "deleteAt", "index"].map(
          (name, at) => [name, 88 + 8 * at, 95 + 8 * at] as [string, number, number],
        ),
        ["reason", 136, end - 1],
      ]
    : [
        ...(end - 16 > 88 ? [["ciphertext", 88, end - 17] as [string, number, number]] : []),
        ["tag", end - 16, end - 1],
      ];
  return [
    ...prefix,
    ["type", 5, 5],
    ["flags", 6, 7],
    ["seq", 8, 11],
    ["length", 12, 15],
    ["tUtc", 16, 23],
    ["tMono", 24, 31],
    ["prev", 32, 63],
    ["salt", 64, 87],
    ...body,
    signature,
  ];
}

/** Reads every data frame on its own through the index; the numbers of those that could not be read. */
async function unreadableFrames(file: Uint8Array): Promise<number[]> {
  const reader = await RecordingReader.open(bytesSource(file), sample.root);
  const failed = new Set<number>();
  for (const { timeUs } of await reader.index()) {
    try {
      for await (const record of reader.records({ fromMs: timeUs / 1000 })) if (record.timeUs > timeUs + 1) break;
    } catch (error) {
      if (!(error instanceof SealedRecordingError) || error.seq === undefined) throw error;
      failed.add(error.seq);
    }
  }
  return [...failed];
}

describe("found without a key, and the frame named", () => {
  test("bits of every field of every frame", async () => {
    const perField = amount({ quick: 5, long: 400 });
    let flips = 0;
    for (const part of sample.parts) {
      for (const [, first, last] of fieldsOf(part)) {
        const bits = (last - first + 1) * 8;
        for (let nth = 0; nth < Math.min(bits, perField); nth++) {
          const bit = bits <= perField ? nth : Math.floor(Math.random() * bits);
          await expectNamed(part.offset + first + (bit >> 3), bit & 7);
          flips += 1;
        }
      }
    }
    figure("bit flips by field, all found and the frame named", flips);
  }, 600_000);

  test("a bit of every byte, then at random", async () => {
    const { length } = sample.file;
    let flips = 0;
    for (const at of places(0, length, amount({ quick: 600, long: length }))) {
      await expectNamed(at, at % 8);
      flips += 1;
    }
    const runs = amount({ quick: 2_000, long: 100_000 });
    const anyPlace = fc.tuple(fc.nat(length - 1), fc.nat(7));
    await fc.assert(
      fc.asyncProperty(anyPlace, ([at, bit]) => expectNamed(at, bit)),
      { numRuns: runs },
    );
    figure("bit flips by place, all found and the frame named", flips + runs);
  }, 1_200_000);
});

describe("the other frames stay readable", () => {
  test("a bit flipped in any field of a data frame costs that frame at most", async () => {
    const dataFrames = sample.parts.slice(1, -2);
    let flips = 0;
    for (const part of dataFrames) {
      for (const [name, first, last] of fieldsOf(part)) {
        for (let nth = 0; nth < amount({ quick: 2, long: 10 }); nth++) {
          const at = part.offset + first + Math.floor(Math.random() * (last - first + 1));
          const lost = await unreadableFrames(flipped(at, Math.floor(Math.random() * 8)));
          // The signature is for whoever has no key; with one, the tag says more.
          expect(lost, `${name} of frame ${part.seq}`).toEqual(name === "signature" ? [] : [part.seq]);
          flips += 1;
        }
      }
    }
    figure("bit flips after which exactly the altered frame was unreadable", flips);
  }, 600_000);

  test("without its index or its end, a recording is read from the beginning", async () => {
    const [index, final] = sample.parts.slice(-2) as [Piece, Piece];
    const whole = await count(sample.file);
    for (const at of [
      index.offset + 100,
      index.offset + index.bytes.length - 1,
      final.offset + 5,
      final.offset + 100,
    ]) {
      expect(await count(flipped(at, 0))).toBe(whole);
    }
  });
});

async function count(file: Uint8Array): Promise<number> {
  let records = 0;
  const reader = await RecordingReader.open(bytesSource(file), sample.root);
  for await (const _ of reader.records()) records += 1;
  return records;
}
