import type { SessionId } from "@ferndiagnose/protocol";
import { batchHeaderBytes, decodeBatchHeader } from "../relay/batch-frame.ts";

/** What the relay says over the pipe for batches. */
export type BatchReport =
  /** Encoded records in order of time (FDR1 specification, "records"), in memory of their own. */
  | { type: "batch"; sessionId: SessionId; records: Uint8Array }
  /** The last batch of the session came before this; nothing follows. */
  | { type: "closed"; sessionId: SessionId };

/** Puts the frames of the relay's batch pipe together again, however the pipe has cut them (batch-frame.ts). */
export class BatchReader {
  readonly #onReport: (report: BatchReport) => void;
  readonly #header = Buffer.alloc(batchHeaderBytes);
  #headerEnd = 0;
  #batch: { sessionId: SessionId; records: Buffer; end: number } | undefined;
  #isSpoilt = false;

  constructor(onReport: (report: BatchReport) => void) {
    this.#onReport = onReport;
  }

  /** False when the bytes are no frames. Nothing is read after that. */
  read(chunk: Buffer): boolean {
    for (let at = 0; at < chunk.length && !this.#isSpoilt; ) {
      at += this.#batch === undefined ? this.#readHeader(chunk, at) : this.#readRecords(this.#batch, chunk, at);
    }
    return !this.#isSpoilt;
  }

  #readHeader(chunk: Buffer, at: number): number {
    const copied = chunk.copy(this.#header, this.#headerEnd, at);
    this.#headerEnd += copied;
    if (this.#headerEnd < batchHeaderBytes) return copied;
    this.#headerEnd = 0;
    const header = decodeBatchHeader(this.#header);
    if (header === undefined) {
      this.#isSpoilt = true;
    } else if (header.length === 0) {
      this.#onReport({ type: "closed", sessionId: header.sessionId });
    } else {
      this.#batch = { sessionId: header.sessionId, records: Buffer.allocUnsafeSlow(header.length), end: 0 };
    }
    return copied;
  }

  #readRecords(batch: { sessionId: SessionId; records: Buffer; end: number }, chunk: Buffer, at: number): number {
    const { sessionId, records } = batch;
    const copied = chunk.copy(records, batch.end, at);
    batch.end += copied;
    if (batch.end === records.length) {
      this.#batch = undefined;
      this.#onReport({ type: "batch", sessionId, records });
    }
    return copied;
  }
}
