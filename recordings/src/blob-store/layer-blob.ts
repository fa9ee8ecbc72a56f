import type { AppendBlob, OpenBlob } from "./blob-store.ts";
import { BlobStoreError } from "./blob-store-error.ts";
import { type LayerFile, writeAll } from "./file-layer.ts";

/** A new file that grows. `syncName` makes its name durable, with the first sync. */
export class GrowingFile implements AppendBlob {
  readonly #file: LayerFile;
  readonly #syncName: () => Promise<void>;
  #length = 0;
  #isNamed = false;
  #hasFailed = false;

  constructor(file: LayerFile, syncName: () => Promise<void>) {
    this.#file = file;
    this.#syncName = syncName;
  }

  append(...pieces: readonly Uint8Array[]): Promise<void> {
    return this.#once(async () => {
      this.#length += await writeAll(this.#file, pieces, this.#length);
    });
  }

  sync(): Promise<void> {
    return this.#once(async () => {
      await this.#file.datasync();
      if (this.#isNamed) return;
      await this.#syncName();
      this.#isNamed = true;
    });
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /**
   * After a failed fsync the kernel may take the lost pages for written: a second one would then lie
   * (Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
   */
  async #once(work: () => Promise<void>): Promise<void> {
    if (this.#hasFailed) throw new BlobStoreError("blob_failed");
    try {
      await work();
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }
}

/** A file as it was when it was opened. */
export class ReadableFile implements OpenBlob {
  readonly size: number;
  readonly #file: LayerFile;

  constructor(file: LayerFile, size: number) {
    this.#file = file;
    this.size = size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    // Not filled with zeros first: a scrub reads the whole archive.
    const { buffer } = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, this.size - offset)));
    const bytes = new Uint8Array(buffer);
    let done = 0;
    while (done < bytes.length) {
      const count = await this.#file.read(bytes.subarray(done), offset + done);
      if (count === 0) break;
      done += count;
    }
    return bytes.subarray(0, done);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
