import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * What a log, or a witness, asks of its directory; paths are relative and have slashes. Each step is one that a crash can come
 * after: what was written is on the disk only after `sync` of the file and `syncDirectory` of the directory that names it.
 */
export interface LogFiles {
  /** Undefined where there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Names in the directory; none where there is no such directory. */
  list(path: string): Promise<string[]>;
  /** Its parent must be there. Does nothing where it is there already. */
  makeDirectory(path: string): Promise<void>;
  /** Writes the whole of a new file; rejects with `EEXIST` where there is one. */
  create(path: string, bytes: Uint8Array): Promise<void>;
  sync(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Of a file or of a directory with everything in it; does nothing where there is none. */
  remove(path: string): Promise<void>;
}

export function directoryFiles(directory: string): LogFiles {
  const at = (path: string) => join(directory, path);
  return {
    read: async (path) => {
      const bytes = await unlessMissing(readFile(at(path)), undefined);
      return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    },
    list: (path) => unlessMissing(readdir(at(path)), []),
    makeDirectory: async (path) => {
      await mkdir(at(path), { recursive: true });
    },
    create: async (path, bytes) => {
      const file = await open(at(path), "wx", 0o644);
      try {
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
    },
    sync: (path) => sync(at(path), "r+"),
    syncDirectory: (path) => sync(at(path), "r"),
    rename: (from, to) => rename(at(from), at(to)),
    remove: (path) => rm(at(path), { recursive: true, force: true }),
  };
}

async function sync(path: string, flags: string): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function unlessMissing<Value, Other>(work: Promise<Value>, other: Other): Promise<Value | Other> {
  try {
    return await work;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return other;
    throw error;
  }
}

/** Puts new bytes in the place of a file, so that a crash leaves the old or the new ones, and after it resolves the new ones. */
export async function replaceFile(files: LogFiles, path: string, bytes: Uint8Array): Promise<void> {
  const parent = parentOf(path);
  await files.remove(`${path}.new`);
  await files.create(`${path}.new`, bytes);
  await files.sync(`${path}.new`);
  await files.rename(`${path}.new`, path);
  await files.syncDirectory(parent);
}

/** Empty for what lies in the directory itself. */
export function parentOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}
