import { viewOf } from "./bytes.ts";

/** Time (6), kind (1), payload length (4); section 7. */
export const recordHeaderLength = 11;

/**
 * Collects records for one frame. Lies on the path of every packet, so it writes straight into one buffer that grows by
 * doubling and is kept from batch to batch: appending allocates nothing.
 */
export class RecordBatch {
  private buffer: Uint8Array;
  private view: DataView;
  private end = 0;

  constructor(capacity = 256 * 1024) {
    this.buffer = new Uint8Array(Math.max(capacity, recordHeaderLength));
    this.view = viewOf(this.buffer);
  }

  /** Bytes collected so far. */
  get length(): number {
    return this.end;
  }

  /** Copies the payload. Times are whole microseconds since the recording's `createdAtMs`, below 2^48, and do not run backwards. */
  append(timeUs: number, kind: number, payload: Uint8Array): void {
    const start = this.end;
    const end = start + recordHeaderLength + payload.length;
    if (end > this.buffer.length) this.grow(end);
    this.view.setUint16(start, timeUs / 2 ** 32);
    this.view.setUint32(start + 2, timeUs);
    this.view.setUint8(start + 6, kind);
    this.view.setUint32(start + 7, payload.length);
    this.buffer.set(payload, start + recordHeaderLength);
    this.end = end;
  }

  /** Returns the batch as bytes of its own and starts the next one. */
  take(): Uint8Array {
    const batch = this.buffer.slice(0, this.end);
    this.end = 0;
    return batch;
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.buffer.length));
    larger.set(this.buffer.subarray(0, this.end));
    this.buffer = larger;
    this.view = viewOf(larger);
  }
}
