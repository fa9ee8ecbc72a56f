import type { RandomAccess } from "@ferndiagnose/sealed-recording";

/** A blob that only grows. Nothing is ever tried again: after one failure everything further is refused (`blob_failed`). */
export interface AppendBlob {
  /** The pieces, one behind the other. They stay as they are until a sync after it has resolved, and no longer. */
  append(...pieces: readonly Uint8Array[]): Promise<void>;
  /** Resolves when everything appended, and the blob's name, survive a power failure. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opened for reading: what it held at that moment. Close it after use. */
export interface OpenBlob extends RandomAccess {
  close(): Promise<void>;
}

export interface BlobEntry {
  name: string;
  bytes: number;
}

/**
 * The port to where recordings lie. A name is a recording's number, or the number and a companion: `….torn` (what recovery cut off),
 * `….quarantine` (why the recording is left alone), `….canary`. Any other name is refused.
 */
export interface BlobStore {
  /** Fails with `blob_exists` when there is one; of two who create the same name at the same time one fails. */
  create(name: string): Promise<AppendBlob>;
  /** Writes a small blob whole: afterwards it is durable, before that there is none, and never a part of it. Replaces an older one. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Fails with `blob_missing` when there is none. */
  open(name: string): Promise<OpenBlob>;
  /** For recovery, when nobody writes any more: cuts, appends, durable. May be interrupted anywhere and run again. */
  mend(name: string, change: { cutAt: number; append: Uint8Array }): Promise<void>;
  /** Everything that is stored, in no order. */
  list(): AsyncIterable<BlobEntry>;
  /**
   * Removes a recording with all its companions, or a single companion; durable, and proven by trying to open it. Nothing there is no
   * error: `removed` is then empty.
   */
  delete(name: string): Promise<{ removed: string[]; bytes: number }>;
  stat(name: string): Promise<{ bytes: number } | undefined>;
  freeBytes(): Promise<number>;
}
