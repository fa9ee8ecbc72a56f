/**
 * Transparency log (packages/docs/transparency-log.md): what anybody needs to check one. Bytes in, bytes out, on any runtime.
 * Keeping a log, and being a witness, needs Node and stands in `@ferndiagnose/transparency-log/node`.
 */

export { fromHex, toHex } from "./bytes.ts";
export {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  type SignedCheckpoint,
} from "./checkpoint.ts";
export { TransparencyLogError, type TransparencyLogErrorCode, transparencyLogErrors } from "./errors.ts";
export { canonicalJson, type Details, leafCommitment } from "./leaf-commitment.ts";
export { emptyRoot, leafHash, nodeHash } from "./merkle-hash.ts";
export { consistencyProof, inclusionProof, type SubtreeHash, treeRoot } from "./merkle-proofs.ts";
export { cosign, type NoteSigner, type Sign, signNote } from "./note-signer.ts";
export { formatNote, type NoteSignature, parseNote, type SignedNote } from "./signed-note.ts";
export type { Subtree } from "./subtree.ts";
export {
  findSignature,
  formatVerifierKey,
  type KeyKind,
  parseVerifierKey,
  type VerifierKey,
  verifierKey,
} from "./verifier-key.ts";
export { type Consistency, type TreeHead, verifyConsistency } from "./verify-consistency.ts";
export { type Inclusion, verifyInclusion } from "./verify-inclusion.ts";
export {
  type LogTrust,
  type LogVerdict,
  type ProvenLeaf,
  requireWitnesses,
  verifyLogProof,
} from "./verify-log-proof.ts";
export { type Checks, type Sha256, webChecks } from "./web-crypto.ts";
