import { concatBytes } from "./bytes.ts";

/** Cuts a stream of chunks into pieces of the lengths that the format asks for. Holds no more than one piece and one chunk. */
export class ByteQueue {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private buffered: Uint8Array = new Uint8Array(0);
  private rest: Uint8Array | undefined;

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

  /** Copies only what straddles two chunks. */
  private async fill(length: number): Promise<void> {
    const parts: Uint8Array[] = this.buffered.length === 0 ? [] : [this.buffered];
    let available = this.buffered.length;
    while (available < length) {
      const chunk = await this.nextChunk();
      if (chunk === undefined) break;
      const taken = parts.length === 0 ? chunk : chunk.subarray(0, length - available);
      if (taken.length < chunk.length) this.rest = chunk.subarray(taken.length);
      parts.push(taken);
      available += taken.length;
    }
    this.buffered = parts.length === 1 ? (parts[0] as Uint8Array) : concatBytes(...parts);
  }

  private async nextChunk(): Promise<Uint8Array | undefined> {
    const { rest } = this;
    this.rest = undefined;
    if (rest !== undefined) return rest;
    const next = await this.chunks.next();
    return next.done === true ? undefined : next.value;
  }
}
