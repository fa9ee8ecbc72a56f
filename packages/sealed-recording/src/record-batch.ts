import { viewOf } from "./bytes.ts";

/** Time (6), kind (1), payload length (4); section 7. */
export const recordHeaderLength = 11;

/** Bytes that are the borrower's until given back; looking at them afterwards shows another batch. */
export interface LentBatch {
  readonly records: Uint8Array;
  /** To be called once. */
  giveBack(): void;
}

/**
 * Collects records for one frame. Lies on the path of every packet, so it writes straight into a buffer that grows by
 * doubling and is kept from batch to batch: appending allocates nothing but that growth. Who lends has two such buffers.
 */
export class RecordBatch {
  private buffer: Uint8Array;
  /** The other buffer: not there before the first is lent, and not while one is. */
  private spare: Uint8Array | undefined;
  private isLent = false;
  private view: DataView;
  private readonly firstCapacity: number;
  private end = 0;

  constructor(capacity = 256 * 1024) {
    this.firstCapacity = Math.max(capacity, recordHeaderLength);
    this.buffer = new Uint8Array(this.firstCapacity);
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

  /**
   * Hands over the batch without a copy and starts the next one in the other buffer. While a batch is lent, further ones
   * are copies, which nobody needs back.
   */
  lend(): LentBatch {
    if (this.isLent) return { records: this.take(), giveBack: () => undefined };
    const lent = this.buffer;
    const records = lent.subarray(0, this.end);
    this.use(this.spare ?? new Uint8Array(this.firstCapacity));
    this.spare = undefined;
    this.isLent = true;
    this.end = 0;
    return {
      records,
      giveBack: () => {
        this.spare = lent;
        this.isLent = false;
      },
    };
  }

  private use(buffer: Uint8Array): void {
    this.buffer = buffer;
    this.view = viewOf(buffer);
  }

  private grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.buffer.length));
    larger.set(this.buffer.subarray(0, this.end));
    this.use(larger);
  }
}
