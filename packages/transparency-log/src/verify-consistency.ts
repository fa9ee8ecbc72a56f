import { equalBytes } from "./bytes.ts";
import { TransparencyLogError } from "./errors.ts";
import { emptyRoot, nodeHash, requireHashes } from "./merkle-hash.ts";
import { type Sha256, webChecks } from "./web-crypto.ts";

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

export interface Consistency {
  readonly old: TreeHead;
  readonly next: TreeHead;
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162 section 2.1.4.2. Throws `consistency_invalid` unless the next tree begins with all leaves of the old one. */
export async function verifyConsistency(consistency: Consistency, sha256: Sha256 = webChecks.sha256): Promise<void> {
  const { old, next, proof } = consistency;
  requireHashes([old.root, next.root, ...proof]);
  const isSize = (size: number) => Number.isSafeInteger(size) && size >= 0;
  const holds =
    isSize(old.size) && isSize(next.size) && old.size <= next.size && (await isContinued(consistency, sha256));
  if (!holds) throw new TransparencyLogError("consistency_invalid", { about: `${old.size} to ${next.size}` });
}

async function isContinued({ old, next, proof }: Consistency, sha256: Sha256): Promise<boolean> {
  const empty = await emptyRoot(sha256);
  if (old.size === 0 && !equalBytes(old.root, empty)) return false;
  if (old.size === next.size) return proof.length === 0 && equalBytes(old.root, next.root);
  if (old.size === 0) return proof.length === 0;
  let [fn, sn] = [old.size - 1, next.size - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  // An old tree that is one perfect subtree is its own first element: the proof leaves it out.
  const [first, ...rest] = fn === 0 ? [old.root, ...proof] : proof;
  if (first === undefined) return false;
  let [oldHash, nextHash] = [first, first];
  for (const hash of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      oldHash = await nodeHash(hash, oldHash, sha256);
      nextHash = await nodeHash(hash, nextHash, sha256);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      nextHash = await nodeHash(nextHash, hash, sha256);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && equalBytes(oldHash, old.root) && equalBytes(nextHash, next.root);
}
