import type { RecordSink } from "./record-batcher.ts";

const HEADER_BYTES = 11;

/** Records in the encoding of the FDR1 specification, section 7, in one buffer that is used again and again. */
export class RecordBuffer implements RecordSink {
  #buffer: Buffer;
  #length = 0;

  constructor(capacityBytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(capacityBytes);
  }

  get byteLength(): number {
    return this.#length;
  }

  append(timeUs: number, kind: number, bytes: Uint8Array): void {
    const end = this.#length + HEADER_BYTES + bytes.length;
    if (end > this.#buffer.length) this.#grow(end);
    const at = this.#length;
    this.#buffer.writeUIntBE(timeUs, at, 6);
    this.#buffer[at + 6] = kind;
    this.#buffer.writeUInt32BE(bytes.length, at + 7);
    this.#buffer.set(bytes, at + HEADER_BYTES);
    this.#length = end;
  }

  /** A copy that belongs to the caller. */
  take(): Uint8Array<ArrayBuffer> {
    const records = new Uint8Array(this.#length);
    records.set(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    return records;
  }

  #grow(neededBytes: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(neededBytes, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
