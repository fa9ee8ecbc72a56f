import { TransparencyLogError } from "./errors.ts";
import { emptyRoot, nodeHash } from "./merkle-hash.ts";
import { consistencyRanges, inclusionRanges, type LeafRange, perfectSubtrees, type Subtree } from "./subtree.ts";
import type { Sha256 } from "./web-crypto.ts";

/** Where the roots of perfect subtrees come from: memory, or tiles. */
export type SubtreeHash = (subtree: Subtree) => Uint8Array | Promise<Uint8Array>;

/** The root of the tree over the first `size` leaves. */
export async function treeRoot(size: number, hashOf: SubtreeHash, sha256: Sha256): Promise<Uint8Array> {
  requireSize(size);
  return size === 0 ? emptyRoot(sha256) : rangeRoot({ start: 0, end: size }, hashOf, sha256);
}

/** RFC 6962 section 2.1.1, lowest level first. */
export async function inclusionProof(
  index: number,
  size: number,
  hashOf: SubtreeHash,
  sha256: Sha256,
): Promise<Uint8Array[]> {
  requireSize(size);
  requireSize(index);
  if (index >= size) throw new TransparencyLogError("range_invalid", { about: `leaf ${index} of ${size}` });
  return rangeRoots(inclusionRanges(index, size), hashOf, sha256);
}

/** RFC 6962 section 2.1.2; empty where one of the trees is empty or both are the same. */
export async function consistencyProof(
  oldSize: number,
  size: number,
  hashOf: SubtreeHash,
  sha256: Sha256,
): Promise<Uint8Array[]> {
  requireSize(size);
  requireSize(oldSize);
  if (oldSize > size) throw new TransparencyLogError("range_invalid", { about: `size ${oldSize} of ${size}` });
  return rangeRoots(consistencyRanges(oldSize, size), hashOf, sha256);
}

function requireSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new TransparencyLogError("range_invalid", { about: `${size}` });
}

async function rangeRoots(ranges: LeafRange[], hashOf: SubtreeHash, sha256: Sha256): Promise<Uint8Array[]> {
  const hashes: Uint8Array[] = [];
  for (const range of ranges) hashes.push(await rangeRoot(range, hashOf, sha256));
  return hashes;
}

async function rangeRoot(range: LeafRange, hashOf: SubtreeHash, sha256: Sha256): Promise<Uint8Array> {
  const parts = perfectSubtrees(range);
  let root = await hashOf(parts.pop() as Subtree);
  for (const part of parts.reverse()) root = await nodeHash(await hashOf(part), root, sha256);
  return root;
}
