import { join } from "node:path";
import { parseBlobName } from "./blob-name.ts";
import type { AppendBlob, BlobEntry, BlobStore, OpenBlob } from "./blob-store.ts";
import { BlobStoreError } from "./blob-store-error.ts";
import { type FileLayer, isMissing, nodeFileLayer, writeAll } from "./file-layer.ts";
import { GrowingFile, ReadableFile } from "./layer-blob.ts";

const extension = ".fdr";
const groupPattern = /^[0-9a-f]{2}$/;
const filePattern = /^([0-9a-f]{32})\.fdr(\.[a-z]{1,20})?$/;

/**
 * Recordings in a directory of a local disk with a real fsync: `ab/abcdef….fdr`, companions beside it as `….fdr.torn`. Files are
 * readable by their owner only.
 */
export class DirectoryBlobStore implements BlobStore {
  readonly directory: string;
  readonly #files: FileLayer;
  /** Groups (`ab`) whose own name is durable, or is just becoming so. */
  readonly #groups = new Map<string, Promise<void>>();

  constructor(directory: string, files: FileLayer = nodeFileLayer) {
    this.directory = directory;
    this.#files = files;
  }

  async create(name: string): Promise<AppendBlob> {
    const path = this.pathOf(name);
    await this.#prepareGroup(path);
    const file = await this.#files.open(path, "create").catch((error: NodeJS.ErrnoException) => {
      throw error.code === "EEXIST" ? new BlobStoreError("blob_exists", error) : error;
    });
    return new GrowingFile(file, () => this.#files.syncDirectory(join(path, "..")));
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(name);
    await this.#prepareGroup(path);
    const temporary = `${path}.new`;
    const file = await this.#files.open(temporary, "replace");
    try {
      await writeAll(file, [bytes], 0);
      await file.datasync();
    } finally {
      await file.close();
    }
    await this.#files.rename(temporary, path);
    await this.#files.syncDirectory(join(path, ".."));
  }

  async open(name: string): Promise<OpenBlob> {
    const file = await this.#existing(name, "read");
    try {
      return new ReadableFile(file, await file.size());
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async mend(name: string, { cutAt, append }: { cutAt: number; append: Uint8Array }): Promise<void> {
    const file = await this.#existing(name, "change");
    try {
      await file.truncate(cutAt);
      // Else a power failure could leave the new end in the middle of the old bytes.
      await file.datasync();
      await writeAll(file, [append], cutAt);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  async *list(): AsyncGenerator<BlobEntry, void, undefined> {
    for (const group of await this.#entriesOf(this.directory)) {
      if (!groupPattern.test(group)) continue;
      const directory = join(this.directory, group);
      const entries = (await this.#entriesOf(directory)).map((file) => this.#entryOf(directory, file));
      for (const entry of await Promise.all(entries)) if (entry) yield entry;
    }
  }

  async delete(name: string): Promise<{ removed: string[]; bytes: number }> {
    const path = this.pathOf(name);
    const group = join(path, "..");
    const entries = await this.#entriesOf(group);
    if (entries.length === 0) return { removed: [], bytes: 0 };
    const result = { removed: [] as string[], bytes: 0 };
    const doomed = entries.map((file) => join(group, file)).filter((file) => belongsTo(file, path));
    for (const file of doomed) {
      const size = await this.#sizeOf(file);
      if (size === undefined) continue;
      await this.#files.unlink(file).catch(ignoreMissing);
      result.removed.push(file.slice(this.directory.length + 1));
      result.bytes += size;
    }
    // Also when nothing was there: a deletion before this one may have been interrupted here.
    await this.#files.syncDirectory(group);
    for (const file of [path, ...doomed]) await this.#proveGone(file);
    return result;
  }

  async stat(name: string): Promise<{ bytes: number } | undefined> {
    const bytes = await this.#sizeOf(this.pathOf(name));
    return bytes === undefined ? undefined : { bytes };
  }

  freeBytes(): Promise<number> {
    return this.#files.freeBytes(this.directory);
  }

  /** Where a blob lies. */
  pathOf(name: string): string {
    const { recordingId, companion } = parseBlobName(name);
    const file = `${recordingId}${extension}${companion === undefined ? "" : `.${companion}`}`;
    return join(this.directory, recordingId.slice(0, 2), file);
  }

  /**
   * A group's name is made durable once for each process. One that could not be is never tried again: who waits for it fails.
   */
  #prepareGroup(path: string): Promise<void> {
    const group = join(path, "..");
    const known = this.#groups.get(group);
    if (known) return known;
    const made = this.#files.makeDirectory(group).then(
      () => this.#files.syncDirectory(this.directory),
      (error: unknown) => {
        this.#groups.delete(group);
        throw error;
      },
    );
    this.#groups.set(group, made);
    return made;
  }

  async #existing(name: string, how: "change" | "read") {
    return this.#files.open(this.pathOf(name), how).catch((error: unknown) => {
      throw isMissing(error) ? new BlobStoreError("blob_missing", error) : error;
    });
  }

  async #entryOf(directory: string, file: string): Promise<BlobEntry | undefined> {
    const [, recordingId, companion = ""] = filePattern.exec(file) ?? [];
    if (recordingId === undefined) return undefined;
    const bytes = await this.#sizeOf(join(directory, file));
    return bytes === undefined ? undefined : { name: `${recordingId}${companion}`, bytes };
  }

  #entriesOf(directory: string): Promise<string[]> {
    return this.#files.list(directory).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
  }

  #sizeOf(path: string): Promise<number | undefined> {
    return this.#files.sizeOf(path).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
  }

  async #proveGone(path: string): Promise<void> {
    const file = await this.#files.open(path, "read").catch(ignoreMissing);
    if (file === undefined) return;
    await file.close();
    throw new BlobStoreError("blob_not_deleted");
  }
}

/** A recording takes its companions along. */
function belongsTo(file: string, path: string): boolean {
  return file === path || file.startsWith(`${path}.`);
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
