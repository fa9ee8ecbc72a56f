import { concatBytes } from "./bytes.ts";
import { TransparencyLogError } from "./errors.ts";
import type { Sha256 } from "./web-crypto.ts";

export const HASH_BYTES = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** RFC 6962 section 2.1: the hash of a leaf. */
export function leafHash(entry: Uint8Array, sha256: Sha256): Uint8Array | Promise<Uint8Array> {
  return sha256(concatBytes(leafPrefix, entry));
}

/** RFC 6962 section 2.1: the hash of a node over its two children. */
export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array | Promise<Uint8Array> {
  return sha256(concatBytes(nodePrefix, left, right));
}

/** RFC 6962 section 2.1: the root of the tree without leaves. */
export function emptyRoot(sha256: Sha256): Uint8Array | Promise<Uint8Array> {
  return sha256(new Uint8Array(0));
}

export function requireHashes(hashes: readonly Uint8Array[]): void {
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) throw new TransparencyLogError("hash_malformed");
}
