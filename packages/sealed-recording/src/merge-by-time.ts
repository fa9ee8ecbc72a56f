import { viewOf } from "./bytes.ts";
import { recordEnd, recordTimeUs } from "./decode-records.ts";

/**
 * Merges two batches, each in order of time, into one. At equal times the records of `a` come first.
 * Throws `record_invalid` if either is malformed.
 */
export function mergeByTime(a: Uint8Array, b: Uint8Array): Uint8Array {
  const merged = new Uint8Array(a.length + b.length);
  const viewA = viewOf(a);
  const viewB = viewOf(b);
  let atA = 0;
  let atB = 0;
  while (atA < a.length || atB < b.length) {
    const endA = atA < a.length ? recordEnd(viewA, atA) : atA;
    const endB = atB < b.length ? recordEnd(viewB, atB) : atB;
    const takeA = endB === atB || (endA > atA && recordTimeUs(viewA, atA) <= recordTimeUs(viewB, atB));
    if (takeA) {
      merged.set(a.subarray(atA, endA), atA + atB);
      atA = endA;
    } else {
      merged.set(b.subarray(atB, endB), atA + atB);
      atB = endB;
    }
  }
  return merged;
}
