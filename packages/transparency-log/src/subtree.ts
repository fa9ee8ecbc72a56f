/** A perfect subtree: its root spans the leaves from index·2^level to (index + 1)·2^level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** Leaves from `start` up to, without, `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** Sizes are numbers below 2^53, so no bit operation here may pass through 32 bits. */
export function largestPowerOfTwoBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/**
 * The perfect subtrees that a node of the tree over this range is folded from, from left to right. The range must be one that
 * RFC 6962 makes: its start a multiple of the power of two not below its length.
 */
export function perfectSubtrees({ start, end }: LeafRange): Subtree[] {
  const parts: Subtree[] = [];
  for (let at = start; at < end; ) {
    let level = 0;
    let length = 1;
    while (at + length * 2 <= end) {
      length *= 2;
      level += 1;
    }
    parts.push({ level, index: at / length });
    at += length;
  }
  return parts;
}

/** PATH(m, D[n]) of RFC 6962 section 2.1.1 as ranges, lowest first. Expects 0 <= index < size. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + largestPowerOfTwoBelow(end - start);
    if (index < middle) {
      ranges.unshift({ start: middle, end });
      end = middle;
    } else {
      ranges.unshift({ start, end: middle });
      start = middle;
    }
  }
  return ranges;
}

/** PROOF(m, D[n]) of RFC 6962 section 2.1.2 as ranges, lowest first. Expects 0 <= oldSize <= size. */
export function consistencyRanges(oldSize: number, size: number): LeafRange[] {
  if (oldSize === 0 || oldSize === size) return [];
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end !== oldSize) {
    const middle = start + largestPowerOfTwoBelow(end - start);
    if (oldSize <= middle) {
      ranges.unshift({ start: middle, end });
      end = middle;
    } else {
      ranges.unshift({ start, end: middle });
      start = middle;
    }
  }
  // The verifier knows the old root itself; where the old tree is not one perfect subtree from the start, it needs the last part.
  if (start !== 0) ranges.unshift({ start, end });
  return ranges;
}
