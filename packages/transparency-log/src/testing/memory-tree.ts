import { leafHash, nodeHash } from "../merkle-hash.ts";
import type { SubtreeHash } from "../merkle-proofs.ts";
import { webChecks } from "../web-crypto.ts";

/** All perfect subtrees over these entries. */
export async function memoryTree(entries: readonly Uint8Array[], { sha256 } = webChecks): Promise<SubtreeHash> {
  const levels: Uint8Array[][] = [await Promise.all(entries.map((entry) => leafHash(entry, sha256)))];
  for (let below = levels[0] ?? []; below.length > 1; ) {
    const above: Uint8Array[] = [];
    for (let at = 0; at + 1 < below.length; at += 2) {
      above.push(await nodeHash(below[at] as Uint8Array, below[at + 1] as Uint8Array, sha256));
    }
    levels.push(above);
    below = above;
  }
  return ({ level, index }) => {
    const hash = levels[level]?.[index];
    if (hash === undefined) throw new Error(`No subtree ${index} at level ${level}`);
    return hash;
  };
}
