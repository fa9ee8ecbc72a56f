/** A finished or abandoned recording of which any part can be read: a file, an object in a store, bytes in memory. */
export interface RandomAccess {
  readonly size: number;
  /** Returns fewer bytes than asked for only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export type RecordingSource = RandomAccess | AsyncIterable<Uint8Array>;

/** A recording in memory. */
export function bytesSource(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

const chunkLength = 1024 * 1024;

/** The source from beginning to end, in pieces. */
export async function* chunksOf(source: RecordingSource): AsyncGenerator<Uint8Array, void, undefined> {
  if (!("read" in source)) {
    yield* source;
    return;
  }
  for (let at = 0; at < source.size; ) {
    const chunk = await source.read(at, Math.min(chunkLength, source.size - at));
    if (chunk.length === 0) return;
    yield chunk;
    at += chunk.length;
  }
}
