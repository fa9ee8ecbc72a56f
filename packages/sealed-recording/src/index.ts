/**
 * Sealed recordings, container FDR1 (packages/docs/container-fdr1.md): what runs anywhere. Bytes in, bytes out.
 * Writing needs Node and stands in `@ferndiagnose/sealed-recording/node`.
 */
export { type AuditorKey, auditorKeyFromSeed, auditorKeyId, generateAuditorKey } from "./auditor-key.ts";
export { AuditorKeyFile, readAuditorKeyFile, writeAuditorKeyFile } from "./auditor-key-file.ts";
export {
  AuditorSet,
  type AuditorSetSignature,
  auditorSetHash,
  signAuditorSet,
  verifyAuditorSet,
} from "./auditor-set.ts";
export {
  type AuditorShare,
  openResealedShare,
  resealShare,
  type SealedShareForViewer,
  unsealShare,
} from "./auditor-share.ts";
export { canonicalBytes } from "./canonical-json.ts";
export type { Closing } from "./closing.ts";
export { type Acceptance, signAcceptance, verifyAcceptance } from "./complaint-acceptance.ts";
export { type ComplaintBox, sealComplaintCode } from "./complaint-boxes.ts";
export { checkComplaintProof, complaintProof } from "./complaint-proof.ts";
export { decodeRecords, type RecordedItem } from "./decode-records.ts";
export { SealedRecordingError, type SealedRecordingErrorCode, sealedRecordingErrors } from "./errors.ts";
export { Header, type ParsedHeader, parseHeader } from "./header.ts";
export { fromHex, toHex } from "./hex.ts";
export { signedMessage } from "./label.ts";
export type { LockName } from "./lock-schemas.ts";
export { mergeByTime } from "./merge-by-time.ts";
export { type BroughtFactors, openLock } from "./open-lock.ts";
export { Policy } from "./policy.ts";
export { readEnds, type SignedEnd } from "./read-ends.ts";
export { RecordingReader, readHeader, readRecords } from "./read-records.ts";
export { receiptProof } from "./receipt-proof.ts";
export { type LentBatch, RecordBatch } from "./record-batch.ts";
export { RecordKind } from "./record-kind.ts";
export { type Recovery, type RecoveryRefusal, type RecoverySigner, recoverRecording } from "./recover-recording.ts";
export { generateSealingKey, openSealed, type SealedBox, type SealingKey, sealTo } from "./sealed-box.ts";
export type { IndexEntry } from "./seek-index.ts";
export { bytesSource, type RandomAccess, type RecordingSource } from "./source.ts";
export { type StatementSigner, signStatement, statementBytes, verifyStatement } from "./statement.ts";
export type { Anchor, Damage, IntactPart, Verdict } from "./verdict.ts";
export { type VerifyOptions, verifyRecording } from "./verify-recording.ts";
export { type Checks, type Hashing, type Random, systemRandom } from "./web-crypto.ts";
