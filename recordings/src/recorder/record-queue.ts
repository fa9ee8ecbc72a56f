import { mergeByTime, RecordBatch } from "@ferndiagnose/sealed-recording";

/** One frame holds at most this much, far below the format's limit, so that a frame is written quickly. */
const maxFrameBytes = 8 * 1024 * 1024;

export interface Waiting {
  records: Uint8Array;
  /** Time of the oldest record, microseconds since the recording began. */
  sinceUs: number;
}

/** Records on their way to the file: batches of the relay, and the server's own records between them. */
export class RecordQueue {
  readonly #batches: Waiting[] = [];
  readonly #own = new RecordBatch(4096);
  #ownSinceUs: number | undefined;

  get isEmpty(): boolean {
    return this.#batches.length === 0 && this.#own.length === 0;
  }

  get sinceUs(): number | undefined {
    const first = this.#batches[0]?.sinceUs;
    if (first === undefined || this.#ownSinceUs === undefined) return first ?? this.#ownSinceUs;
    return Math.min(first, this.#ownSinceUs);
  }

  add(timeUs: number, kind: number, payload: Uint8Array): void {
    this.#own.append(timeUs, kind, payload);
    this.#ownSinceUs ??= timeUs;
  }

  /** `receivedUs` limits what the relay claims: its records cannot be younger than their arrival. */
  addBatch(records: Uint8Array, receivedUs: number): void {
    if (records.length < 6) return;
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    const firstUs = view.getUint16(0) * 2 ** 32 + view.getUint32(2);
    this.#batches.push({ records, sinceUs: Math.min(firstUs, receivedUs) });
  }

  /** What the next frame shall hold, in order of time. May throw `record_invalid` for a malformed batch. */
  take(): Waiting | undefined {
    const { sinceUs } = this;
    if (sinceUs === undefined) return undefined;
    const own = this.#own.take();
    this.#ownSinceUs = undefined;
    const parts: Uint8Array[] = [];
    let length = own.length;
    for (let next = this.#batches[0]; next; next = this.#batches[0]) {
      if (parts.length > 0 && length + next.records.length > maxFrameBytes) break;
      parts.push(next.records);
      length += next.records.length;
      this.#batches.shift();
    }
    const batches = concat(parts);
    return { records: own.length === 0 ? batches : mergeByTime(own, batches), sinceUs };
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only ? only : Buffer.concat(parts);
}
