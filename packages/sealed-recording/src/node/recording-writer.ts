import { createCipheriv, createHash, hash } from "node:crypto";
import { concatBytes } from "../bytes.ts";
import { chainLink } from "../chain-link.ts";
import { deleteAtMs, encodeClosingFrame, isReason } from "../closing.ts";
import { surveyRecords } from "../decode-records.ts";
import { SealedRecordingError } from "../errors.ts";
import {
  FrameType,
  frameHeaderLength,
  frameSignatureLength,
  maximumBodyLength,
  tagLength,
  writeFrameHeader,
} from "../frame.ts";
import { encodeHeader, type Header } from "../header.ts";
import { fromHex } from "../hex.ts";
import { signedMessage } from "../label.ts";
import { encodeIndex, type IndexEntry, maximumIndexEntries } from "../seek-index.ts";
import type { Random } from "../web-crypto.ts";
import { KeyRatchet } from "./key-ratchet.ts";
import type { SigningKey } from "./signing-key.ts";

/** When a frame is sealed: wall clock, and monotonic milliseconds since the recording's `createdAtMs`. Whole numbers. */
export interface FrameTimes {
  readonly utcMs: number;
  readonly monoMs: number;
}

/** The newest end of the chain. */
export interface Head {
  readonly seq: number;
  readonly hash: Uint8Array;
}

/** The head of the closed recording, and its day of destruction. */
export interface RecordingEnd {
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly deleteAtMs: number;
}

/** Signed over `signedMessage(context, recordingId, bytes)`. */
export interface Statement {
  readonly context: string;
  readonly bytes: Uint8Array;
}

const zeroNonce = new Uint8Array(12);

/** So much is encrypted and then hashed while it still lies in the processor's cache; also small enough to be allocated cheaply. */
const pieceLength = 96 * 1024;

/**
 * Seals batches into frames, synchronously. Cannot open what it has sealed. The caller appends the bytes to the file in the order
 * in which they were made, and starts a new recording if one of them could not be made durable.
 */
export class RecordingWriter {
  /** What the file begins with; must be durable before the first frame. */
  readonly headerBytes: Uint8Array;
  private readonly header: Header;
  private readonly recordingId: Uint8Array;
  private readonly random: Random;
  private readonly ratchet: KeyRatchet;
  private signingKey: SigningKey | undefined;
  private current: Head;
  private offset: number;
  private entries: IndexEntry[] = [];
  private records = 0;
  private recordBytes = 0;

  /** Use `createRecording`. The root key is not kept; the caller overwrites it. */
  constructor(header: Header, root: Uint8Array, signingKey: SigningKey, random: Random) {
    this.header = header;
    this.recordingId = fromHex(header.recordingId);
    this.random = random;
    this.ratchet = new KeyRatchet(root, this.recordingId);
    this.signingKey = signingKey;
    const signed = encodeHeader(header);
    const { head, signature } = this.link(0, sha256(signed));
    this.current = head;
    this.headerBytes = concatBytes(signed, signature);
    this.offset = this.headerBytes.length;
  }

  get head(): Head {
    return this.current;
  }

  /**
   * Seals one batch of records as the next data frame and returns its bytes in pieces, which belong one behind the other: putting
   * them together would be a second copy of everything. `keyFrame` says that a key frame of the picture begins in this batch.
   * Throws `record_invalid`, `frame_too_large`, or `writer_finished`; then nothing has changed.
   */
  seal(batch: Uint8Array, at: FrameTimes & { readonly keyFrame?: boolean }): Uint8Array[] {
    const { records, firstTimeUs } = surveyRecords(batch);
    const entry = { seq: this.current.seq + 1, keyFrame: at.keyFrame ?? false, offset: this.offset };
    const frame = this.sealFrame(FrameType.data, batch, at);
    this.records += records;
    this.recordBytes += batch.length;
    this.entries.push({ ...entry, timeUs: firstTimeUs ?? at.monoMs * 1000 });
    if (this.entries.length > maximumIndexEntries) this.entries = this.entries.filter((_, nth) => nth % 2 === 0);
    return frame;
  }

  /**
   * Closes the recording: returns the index frame and the final frame as one piece, and forgets all keys. The index frame, up to
   * `finalAt`, must be durable before the final frame is written: a torn frame with an intact one behind it looks like tampering.
   * `reason` is 1 to 32 characters of a–z 0–9 _. `statement` is asked for what the recording's key signs last, such as the
   * customer's receipt.
   */
  finish(at: FrameTimes & { readonly reason: string }): { bytes: Uint8Array; finalAt: number; deleteAtMs: number };
  finish(at: FrameTimes & { readonly reason: string; readonly statement: (end: RecordingEnd) => Statement }): {
    bytes: Uint8Array;
    finalAt: number;
    deleteAtMs: number;
    signature: Uint8Array;
  };
  finish(at: FrameTimes & { readonly reason: string; readonly statement?: (end: RecordingEnd) => Statement }): {
    bytes: Uint8Array;
    finalAt: number;
    deleteAtMs: number;
    signature?: Uint8Array;
  } {
    if (!isReason(at.reason)) throw new SealedRecordingError("frame_invalid");
    const indexOffset = this.offset;
    const day = deleteAtMs(this.header, at.utcMs);
    const index = concatBytes(...this.sealFrame(FrameType.index, encodeIndex(this.entries), at));
    const { seq, hash: prev } = this.current;
    const signed = encodeClosingFrame(
      { type: FrameType.final, seq: seq + 1, utcMs: at.utcMs, monoMs: at.monoMs, prev },
      {
        frames: seq,
        records: this.records,
        recordBytes: this.recordBytes,
        durationMs: at.monoMs,
        deleteAtMs: day,
        indexOffset,
        reason: at.reason,
      },
    );
    const { head, signature } = this.link(seq + 1, sha256(signed));
    this.current = head;
    const bytes = concatBytes(index, signed, signature);
    const end = { bytes, finalAt: index.length, deleteAtMs: day };
    try {
      const statement = at.statement?.({ ...head, deleteAtMs: day });
      return statement === undefined ? end : { ...end, signature: this.sign(statement.context, statement.bytes) };
    } finally {
      this.abandon();
    }
  }

  /** Forgets all keys without closing the file, after a failed write: the file can then only be `recovered`. */
  abandon(): void {
    this.ratchet.forget();
    this.signingKey = undefined;
  }

  /** Signs bytes that are not part of the chain, such as a heartbeat; verify with `signedMessage(context, …)`. */
  sign(context: string, bytes: Uint8Array): Uint8Array {
    if (!/^[a-z-]{1,32}$/.test(context) || context === "chain" || context === "recovered") {
      throw new SealedRecordingError("context_reserved");
    }
    return this.key().sign(signedMessage(context, this.recordingId, bytes));
  }

  private sealFrame(type: 1 | 2, plain: Uint8Array, at: FrameTimes): Uint8Array[] {
    this.key();
    const length = plain.length + tagLength;
    const seq = this.current.seq + 1;
    if (length > maximumBodyLength) throw new SealedRecordingError("frame_too_large", { seq });
    const salt = this.random(24);
    const header = new Uint8Array(frameHeaderLength);
    writeFrameHeader(header, { type, seq, length, utcMs: at.utcMs, monoMs: at.monoMs, prev: this.current.hash, salt });

    const cipher = createCipheriv("aes-256-gcm", this.ratchet.sealingKey(salt), zeroNonce).setAAD(header);
    const digest = createHash("sha256").update(header);
    const frame: Uint8Array[] = [header];
    for (let start = 0; start < plain.length; start += pieceLength) {
      const piece = cipher.update(plain.subarray(start, start + pieceLength));
      digest.update(piece);
      frame.push(piece);
    }
    cipher.final();
    const tag = cipher.getAuthTag();
    this.ratchet.advance();

    const { head, signature } = this.link(seq, digest.update(tag).digest());
    this.current = head;
    frame.push(concatBytes(tag, signature));
    this.offset += frameHeaderLength + length + frameSignatureLength;
    return frame;
  }

  /** Signs what comes next in the file by its digest, and makes it the end of the chain. */
  private link(seq: number, digest: Uint8Array): { head: Head; signature: Uint8Array } {
    const signature = this.key().sign(signedMessage("chain", this.recordingId, digest));
    return { head: { seq, hash: sha256(chainLink(digest, signature)) }, signature };
  }

  private key(): SigningKey {
    if (this.signingKey === undefined) throw new SealedRecordingError("writer_finished");
    return this.signingKey;
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}
