import { concatBytes } from "./bytes.ts";

/** Cuts a stream of chunks into pieces of the lengths that the format asks for. Holds no more than one piece and one chunk. */
export class ByteQueue {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private buffered: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `length` bytes, fewer only at the end of the stream; they stay in the queue. */
  async peek(length: number): Promise<Uint8Array> {
    if (this.buffered.length < length) await this.fill(length);
    return this.buffered.subarray(0, length);
  }

  /** The next `length` bytes, fewer only at the end of the stream. */
  async take(length: number): Promise<Uint8Array> {
    const piece = await this.peek(length);
    this.buffered = this.buffered.subarray(piece.length);
    return piece;
  }

  private async fill(length: number): Promise<void> {
    const parts: Uint8Array[] = [this.buffered];
    let available = this.buffered.length;
    while (available < length) {
      const next = await this.chunks.next();
      if (next.done === true) break;
      parts.push(next.value);
      available += next.value.length;
    }
    this.buffered = concatBytes(...parts);
  }
}
