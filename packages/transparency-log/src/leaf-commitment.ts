import canonicalize from "canonicalize";
import { concatBytes } from "./bytes.ts";
import { type Sha256, utf8, webChecks } from "./web-crypto.ts";

/** Flat facts; the protocol's schema says which. */
export type Details = Readonly<Record<string, string | number | boolean | null>>;

/** RFC 8785. Expects plain data without `undefined`. */
export function canonicalJson(value: object): Uint8Array {
  return utf8(canonicalize(value) ?? "");
}

/**
 * What a leaf shows of its details: SHA-256 of `FDR1 leaf`, a zero byte, the 32-byte salt and the canonical JSON of the details.
 * Without the salt nobody can tell whether a guess is right, so deleting the salt ends what the leaf says about anyone.
 */
export function leafCommitment(
  salt: Uint8Array,
  details: Details,
  sha256: Sha256 = webChecks.sha256,
): Uint8Array | Promise<Uint8Array> {
  return sha256(concatBytes(utf8("FDR1 leaf\0"), salt, canonicalJson(details)));
}
