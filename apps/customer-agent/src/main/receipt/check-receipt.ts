import { verify } from "node:crypto";
import type { Heartbeat, Receipt, RecordingId, SessionId, SignedReceipt } from "@ferndiagnose/protocol";
import { canonicalBytes } from "@ferndiagnose/sealed-recording";
import { readRecordingKey } from "../session/recording-key.ts";

/** What this computer knows by itself about the session that a receipt speaks of. */
export interface KnownSession {
  readonly sessionId: SessionId;
  readonly organisation: string;
  /** What the customer consented to. */
  readonly retentionDays: number;
  readonly recordingId: RecordingId;
  /** From before the first pixel: the key that signed every heartbeat. */
  readonly recordingKey: string;
  /** The last signed head of the chain that was heard. */
  readonly lastAnchor: Heartbeat | undefined;
}

/** Why a receipt is none. */
export type ReceiptFlaw =
  | "other_session"
  | "other_recording"
  | "other_key"
  | "signature_wrong"
  | "other_organisation"
  | "end_before_anchor"
  | "end_not_anchor"
  | "kept_too_long";

const dayMs = 24 * 3_600_000;
/** Sealing takes its time after the end. */
const sealingAtMostMs = 3_600_000;

/** Undefined for a receipt that is true as far as this computer can know, without asking anybody. */
export function flawOfReceipt(
  { receipt, recordingKey, signature }: SignedReceipt,
  known: KnownSession,
): ReceiptFlaw | undefined {
  if (receipt.sessionId !== known.sessionId) return "other_session";
  if (receipt.recordingId !== known.recordingId) return "other_recording";
  if (recordingKey !== known.recordingKey) return "other_key";
  const key = readRecordingKey(known.recordingKey);
  const isSigned =
    key !== undefined && verify(null, receiptSignedBytes(receipt), key, Buffer.from(signature, "base64url"));
  if (!isSigned) return "signature_wrong";
  if (receipt.organisation !== known.organisation) return "other_organisation";
  const { lastAnchor } = known;
  if (lastAnchor !== undefined && receipt.finalSeq < lastAnchor.frameSeq) return "end_before_anchor";
  if (receipt.finalSeq === lastAnchor?.frameSeq && receipt.finalHash !== lastAnchor.headHash) return "end_not_anchor";
  if (receipt.deleteAt > receipt.endedAt + known.retentionDays * dayMs + sealingAtMostMs) return "kept_too_long";
  return undefined;
}

/** Label, recording number, RFC 8785 of the receipt (FDR1 specification, "Other signatures"). */
function receiptSignedBytes(receipt: Receipt): Uint8Array {
  const label = Buffer.from("FDR1 receipt\0", "ascii");
  return Buffer.concat([label, Buffer.from(receipt.recordingId, "hex"), canonicalBytes(receipt)]);
}
