import { concatBytes, readU64, viewOf, writeU64 } from "./bytes.ts";
import { SealedRecordingError } from "./errors.ts";
import {
  closingBodyLength,
  type FrameHeader,
  frameHeaderLength,
  frameSignatureLength,
  writeFrameHeader,
} from "./frame.ts";
import { utf8 } from "./web-crypto.ts";

/** The body of `final` and `recovered`: not encrypted, so that the day of destruction can be read without a key. */
export interface Closing {
  /** Sealed frames before this one. */
  readonly frames: number;
  /** 0 in `recovered`: unknown without the keys. */
  readonly records: number;
  readonly recordBytes: number;
  readonly durationMs: number;
  readonly deleteAtMs: number;
  /** Where the index frame begins, 0 if there is none. */
  readonly indexOffset: number;
  readonly reason: string;
}

export const closingFrameLength = frameHeaderLength + closingBodyLength + frameSignatureLength;

/** Header and body, ready to be hashed and signed. Throws `frame_invalid` if the reason is malformed. */
export function encodeClosingFrame(header: Omit<FrameHeader, "length" | "salt">, closing: Closing): Uint8Array {
  if (!isReason(closing.reason)) throw new SealedRecordingError("frame_invalid", { seq: header.seq });
  const body = new Uint8Array(closingBodyLength);
  const view = viewOf(body);
  const { frames, records, recordBytes, durationMs, deleteAtMs, indexOffset } = closing;
  for (const [at, value] of [frames, records, recordBytes, durationMs, deleteAtMs, indexOffset].entries()) {
    writeU64(view, 8 * at, value);
  }
  body.set(utf8(closing.reason), 48);
  const head = new Uint8Array(frameHeaderLength);
  writeFrameHeader(head, { ...header, length: closingBodyLength, salt: new Uint8Array(24) });
  return concatBytes(head, body);
}

/** Returns undefined if a number is out of range or the reason malformed. */
export function parseClosing(body: Uint8Array): Closing | undefined {
  const view = viewOf(body);
  const number = (at: number) => readU64(view, 8 * at);
  const reason = String.fromCharCode(...body.subarray(48)).replace(/\0*$/, "");
  if (!isReason(reason)) return undefined;
  const closing = {
    frames: number(0),
    records: number(1),
    recordBytes: number(2),
    durationMs: number(3),
    deleteAtMs: number(4),
    indexOffset: number(5),
    reason,
  };
  return Object.values(closing).some(Number.isNaN) ? undefined : closing;
}

/** The day of destruction, fixed when the recording ends. */
export function deleteAtMs(
  header: { readonly policy: { readonly retentionDays: number }; readonly latestDeleteAtMs: number },
  endUtcMs: number,
): number {
  return Math.min(endUtcMs + header.policy.retentionDays * 86_400_000, header.latestDeleteAtMs);
}

/** Why a recording ended: 1 to 32 characters of a–z 0–9 _. */
export function isReason(text: string): boolean {
  return /^[a-z0-9_]{1,32}$/.test(text);
}
