import { amount, figure } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { concatBytes } from "./bytes.ts";
import { toHex } from "./hex.ts";
import { nodeChecks } from "./node/node-checks.ts";
import { bytesSource } from "./source.ts";
import { type FaultSample, isPrefix, makeFaultSample } from "./testing/fault-sample.ts";
import type { Anchor } from "./verdict.ts";
import { verifyRecording } from "./verify-recording.ts";

/** Two recordings of the same kind, each also as it would have been recovered after a crash. */
let a: FaultSample;
let b: FaultSample;
let files: readonly Uint8Array[];
let pool: readonly Uint8Array[];
beforeAll(async () => {
  [a, b] = await Promise.all([makeFaultSample(), makeFaultSample()]);
  files = [a.file, a.recovered, b.file, b.recovered];
  pool = [...a.parts, ...b.parts].map(({ bytes }) => bytes).concat(a.recovered.slice(-232), b.recovered.slice(-232));
});

interface Edit {
  readonly what: "swap" | "move" | "duplicate" | "drop" | "insert" | "replace";
  readonly from: number;
  readonly to: number;
}

const anyEdit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom("swap", "move", "duplicate", "drop", "insert", "replace"),
  from: fc.nat(63),
  to: fc.nat(63),
});

/** Whole frames of a file, exchanged among themselves and with those of the other recording, under either header. */
function edited(header: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const frames = a.parts.slice(1).map(({ bytes }) => bytes);
  for (const { what, from, to } of edits) {
    const [first, second] = [from % frames.length, to % frames.length];
    const stranger = pool[to % pool.length] as Uint8Array;
    const [one, two] = [frames[first] ?? stranger, frames[second] ?? stranger];
    if (what === "swap") [frames[first], frames[second]] = [two, one];
    if (what === "move") frames.splice(second, 0, ...frames.splice(first, 1));
    if (what === "duplicate") frames.splice(second, 0, one);
    if (what === "drop") frames.splice(first, 1);
    if (what === "insert") frames.splice(first, 0, stranger);
    if (what === "replace") frames.splice(first, 1, stranger);
  }
  return concatBytes(header, ...frames);
}

/** The beginning of one file and the rest of another, cut at frames' edges or anywhere. */
function spliced(cut: { first: number; second: number; at: number; from: number; atEdges: boolean }): Uint8Array {
  const [first, second] = [files[cut.first] as Uint8Array, files[cut.second] as Uint8Array];
  const edges = a.parts.map(({ offset }) => offset);
  const place = (file: Uint8Array, at: number) =>
    cut.atEdges ? (edges[at % edges.length] as number) : Math.floor((at / 10_000) * file.length);
  return concatBytes(first.subarray(0, place(first, cut.at)), second.subarray(place(second, cut.from)));
}

const anyForgery = fc.oneof(
  fc.record({ edits: fc.array(anyEdit, { maxLength: 4 }), header: fc.constantFrom("a", "a", "a", "a", "b") }).map(
    ({ edits, header }) =>
      () =>
        edited((header === "a" ? a : b).parts[0]?.bytes as Uint8Array, edits),
  ),
  fc
    .record({ first: fc.nat(3), second: fc.nat(3), at: fc.nat(9_999), from: fc.nat(9_999), atEdges: fc.boolean() })
    .map((cut) => () => spliced(cut)),
  // An old version of the file, put back.
  fc.record({ file: fc.nat(3), at: fc.nat(9_999) }).map(({ file, at }) => () => {
    const whole = files[file] as Uint8Array;
    return whole.slice(0, Math.floor((at / 10_000) * whole.length));
  }),
);

test("swapped, moved, repeated, dropped, foreign frames, splices and old versions never pass for a whole recording", async () => {
  const runs = amount({ quick: 1_200, long: 12_000 });
  const anchors = [a.heads.at(-1) as Anchor];
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(anyForgery, async (make) => {
      const bytes = make();
      const verdict = await verifyRecording(bytesSource(bytes), { checks: nodeChecks });
      const { status, intact } = verdict;
      // Whatever is called valid is, byte for byte, the beginning of something that was written.
      const valid = bytes.subarray(0, intact?.length ?? 0);
      expect(files.some((file) => isPrefix(valid, file))).toBe(true);
      if (status === "complete" || status === "recovered") {
        expect(files.some((file) => toHex(file) === toHex(bytes))).toBe(true);
      }
      const known = await verifyRecording(bytesSource(bytes), { checks: nodeChecks, anchors });
      const isOriginal = toHex(bytes) === toHex(a.file);
      expect(known.status).toBe(isOriginal ? "complete" : "damaged");
      const what = isOriginal ? "original" : `${status}${verdict.status === "damaged" ? ` (${verdict.what})` : ""}`;
      seen.set(what, (seen.get(what) ?? 0) + 1);
    }),
    { numRuns: runs },
  );
  figure("forged files without an anchor", JSON.stringify(Object.fromEntries([...seen].sort())));
  figure("forged files, all found by the receipt's anchor", runs - (seen.get("original") ?? 0));
}, 600_000);

test("the header of one recording on the body of the other", async () => {
  const [header] = a.parts;
  const mixed = concatBytes(header?.bytes as Uint8Array, b.file.subarray(b.parts[1]?.offset));
  const verdict = await verifyRecording(bytesSource(mixed), { checks: nodeChecks });
  expect(verdict).toMatchObject({ status: "damaged", seq: 1, what: "prev" });
});
