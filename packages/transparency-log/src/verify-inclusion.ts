import { equalBytes } from "./bytes.ts";
import { TransparencyLogError } from "./errors.ts";
import { nodeHash, requireHashes } from "./merkle-hash.ts";
import { type Sha256, webChecks } from "./web-crypto.ts";

export interface Inclusion {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162 section 2.1.3.2. Throws `inclusion_invalid` unless the leaf stands at this index of the tree of this size and root. */
export async function verifyInclusion(inclusion: Inclusion, sha256: Sha256 = webChecks.sha256): Promise<void> {
  const { leafHash, index, size, root, proof } = inclusion;
  requireHashes([leafHash, root, ...proof]);
  const invalid = () => new TransparencyLogError("inclusion_invalid", { about: `leaf ${index} of ${size}` });
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) throw invalid();
  let [fn, sn] = [index, size - 1];
  let hash = leafHash;
  for (const sibling of proof) {
    if (sn === 0) throw invalid();
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeHash(sibling, hash, sha256);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      hash = await nodeHash(hash, sibling, sha256);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  if (sn !== 0 || !equalBytes(hash, root)) throw invalid();
}
