import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DownloadsManifest } from "@ferndiagnose/protocol";
import { codeOf } from "@ferndiagnose/server";
import type { Log } from "../ports.ts";

type ManifestFile = DownloadsManifest["files"][number];

/** A file that is what its manifest says, held open: whoever exchanges it on the disk exchanges nothing here. */
export interface BuiltFile extends ManifestFile {
  readonly handle: FileHandle;
}

const manifestName = "downloads.json";

/**
 * The files that were built, by the manifest beside them. One that is missing, is no plain file, or has another size or hash
 * than the manifest says is not offered; without a folder or manifest nothing is.
 */
export class DownloadsFolder {
  readonly #directory: string | undefined;
  readonly #log: Log;
  #files: Promise<readonly BuiltFile[]> = Promise.resolve([]);

  constructor(directory: string | undefined, log: Log) {
    this.#directory = directory;
    this.#log = log;
  }

  /** Begins to check the files; who asks for them waits until that is done. */
  open(): void {
    if (this.#directory === undefined) return;
    this.#files = this.#read(this.#directory).catch((error: unknown) => {
      this.#log.error({ err: error }, "no downloads");
      return [];
    });
  }

  files(): Promise<readonly BuiltFile[]> {
    return this.#files;
  }

  async close(): Promise<void> {
    const files = await this.#files;
    this.#files = Promise.resolve([]);
    for (const { handle } of files) await handle.close();
  }

  async #read(directory: string): Promise<readonly BuiltFile[]> {
    const files: BuiltFile[] = [];
    for (const file of await this.#manifest(directory)) {
      const handle = await this.#checked(directory, file);
      if (handle !== undefined) files.push({ ...file, handle });
    }
    return files;
  }

  async #manifest(directory: string): Promise<readonly ManifestFile[]> {
    try {
      const { files } = DownloadsManifest.parse(JSON.parse(await readFile(join(directory, manifestName), "utf8")));
      if (new Set(files.map(({ name }) => name.toLowerCase())).size !== files.length) throw new Error("A name twice.");
      return files;
    } catch (error) {
      // A folder without a manifest is one in which nothing was built yet.
      if (codeOf(error) !== "ENOENT") this.#log.error({ reason: "downloads_manifest_unreadable" }, "no downloads");
      return [];
    }
  }

  async #checked(directory: string, { name, size, sha256 }: ManifestFile): Promise<FileHandle | undefined> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(join(directory, name), constants.O_RDONLY | constants.O_NOFOLLOW);
      const stat = await handle.stat();
      if (stat.isFile() && stat.size === size && (await hashOf(handle)) === sha256) return handle;
      this.#log.error({ reason: "download_differs_from_manifest" }, "download left out");
    } catch (error) {
      this.#log.error({ reason: codeOf(error) }, "download left out");
    }
    await handle?.close();
    return undefined;
  }
}

async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 1024 * 1024 }))
    hash.update(piece);
  return hash.digest("hex");
}
