/**
 * Sealed recordings, container FDR1 (packages/docs/container-fdr1.md): what runs anywhere. Bytes in, bytes out.
 * Writing needs Node and stands in `@ferndiagnose/sealed-recording/node`.
 */
export { type AuditorKey, auditorKeyId, generateAuditorKey } from "./auditor-key.ts";
export { AuditorKeyFile, readAuditorKeyFile, writeAuditorKeyFile } from "./auditor-key-file.ts";
export type { Closing } from "./closing.ts";
export { decodeRecords, type RecordedItem } from "./decode-records.ts";
export { SealedRecordingError, type SealedRecordingErrorCode, sealedRecordingErrors } from "./errors.ts";
export { Header, type ParsedHeader, parseHeader } from "./header.ts";
export { fromHex, toHex } from "./hex.ts";
export { signedMessage } from "./label.ts";
export { mergeByTime } from "./merge-by-time.ts";
export { type AuditorShare, openLock, unsealShare } from "./open-lock.ts";
export { canonicalBytes, Policy } from "./policy.ts";
export { RecordingReader, readHeader, readRecords } from "./read-records.ts";
export { type LentBatch, RecordBatch } from "./record-batch.ts";
export { RecordKind } from "./record-kind.ts";
export { type Recovery, type RecoveryRefusal, type RecoverySigner, recoverRecording } from "./recover-recording.ts";
export type { IndexEntry } from "./seek-index.ts";
export { bytesSource, type RandomAccess, type RecordingSource } from "./source.ts";
export {
  type Anchor,
  type Damage,
  type IntactPart,
  type Verdict,
  type VerifyOptions,
  verifyRecording,
} from "./verify-recording.ts";
export { type Checks, type Random, systemRandom } from "./web-crypto.ts";
