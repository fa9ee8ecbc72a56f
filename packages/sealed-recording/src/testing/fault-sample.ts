import { concatBytes } from "../bytes.ts";
import { closingFrameLength } from "../closing.ts";
import { toHex } from "../hex.ts";
import { recoverRecording } from "../recover-recording.ts";
import { bytesSource } from "../source.ts";
import { verifyRecording } from "../verify-recording.ts";
import { sampleAuditors } from "./sample-auditors.ts";
import { makeSample, type Sample, sampleBatch } from "./sample-recording.ts";

export interface Piece {
  /** 0 is the header section. */
  readonly seq: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A small recording taken to pieces, whole frames at that. */
export interface FaultSample extends Sample {
  readonly parts: readonly Piece[];
  /** As it was recovered after a crash before its end. */
  readonly recovered: Uint8Array;
  /** The heads of all frames, by sequence number. */
  readonly heads: readonly { readonly seq: number; readonly hash: Uint8Array }[];
}

/** Frames of different sizes, one of them empty; a key frame in each, so that every one can be sought. */
export async function makeFaultSample(frames = 6): Promise<FaultSample> {
  const batches = Array.from({ length: frames }, (_, at) =>
    at === 2 ? new Uint8Array(0) : sampleBatch([at * 500_000, at * 500_000 + 1], new Uint8Array(10 + 37 * at).fill(at)),
  );
  const auditors = await sampleAuditors({ count: 3 });
  const sample = await makeSample(batches, { auditors, keyFrameEvery: 1 });
  const [index, final] = [sample.pieces.at(-1)?.slice(0, -closingFrameLength), sample.file.slice(-closingFrameLength)];
  const parts: Piece[] = [];
  let offset = 0;
  for (const [seq, bytes] of [...sample.pieces.slice(0, -1), index as Uint8Array, final].entries()) {
    parts.push({ seq, offset, bytes });
    offset += bytes.length;
  }
  const plan = await recoverRecording(bytesSource(sample.interrupted), sample.recoveryKey);
  if (plan.outcome !== "recoverable") throw new Error(plan.outcome);
  const heads = await Promise.all(parts.map(async (part) => headAfter(sample.file, part)));
  return { ...sample, parts, heads, recovered: concatBytes(sample.interrupted, plan.frame) };
}

async function headAfter(file: Uint8Array, { offset, bytes }: Piece) {
  const { intact } = await verifyRecording(bytesSource(file.subarray(0, offset + bytes.length)));
  if (intact === undefined) throw new Error("not intact");
  return intact.head;
}

export function isPrefix(bytes: Uint8Array, of: Uint8Array): boolean {
  return bytes.length <= of.length && toHex(bytes) === toHex(of.subarray(0, bytes.length));
}

/** Every place from one to another, or in a quick run only so many of them, evenly spread. */
export function* places(from: number, to: number, atMost: number): Generator<number> {
  const step = Math.max(1, Math.floor((to - from) / atMost));
  for (let at = from; at < to; at += step) yield at;
}
