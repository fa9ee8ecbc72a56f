import { mkdir, open, readdir, rename, stat, statfs, unlink } from "node:fs/promises";

/** One open file; positions are given with every call. */
export interface LayerFile {
  /** The pieces, one behind the other. How many bytes were written, at least one. */
  write(pieces: readonly Uint8Array[], position: number): Promise<number>;
  /** How many bytes were read, 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  truncate(length: number): Promise<void>;
  /** Data, and of the metadata what reading it back takes. */
  datasync(): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** The calls that a store makes to the operating system, so that tests can log them and let them fail. */
export interface FileLayer {
  /** `create`: must not exist yet, readable by nobody else. `replace`: made or emptied. `change`: must exist. */
  open(path: string, how: "create" | "replace" | "change" | "read"): Promise<LayerFile>;
  /** No error when it is there. */
  makeDirectory(path: string): Promise<void>;
  /** Makes a directory's entries durable. */
  syncDirectory(path: string): Promise<void>;
  list(directory: string): Promise<string[]>;
  sizeOf(path: string): Promise<number>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  freeBytes(directory: string): Promise<number>;
}

const flags = { create: "wx", replace: "w", change: "r+", read: "r" } as const;

export const nodeFileLayer: FileLayer = {
  async open(path, how) {
    const handle = await open(path, flags[how], 0o600);
    return {
      write: async (pieces, position) => (await handle.writev(pieces, position)).bytesWritten,
      read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
      truncate: (length) => handle.truncate(length),
      datasync: () => handle.datasync(),
      size: async () => (await handle.stat()).size,
      close: () => handle.close(),
    };
  },
  async makeDirectory(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  async syncDirectory(path) {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  list: (directory) => readdir(directory),
  sizeOf: async (path) => (await stat(path)).size,
  rename,
  unlink,
  async freeBytes(directory) {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  },
};

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

/** Returns how many bytes the pieces have. */
export async function writeAll(file: LayerFile, pieces: readonly Uint8Array[], position: number): Promise<number> {
  let done = 0;
  let rest = pieces.filter(({ length }) => length > 0);
  while (rest.length > 0) {
    const written = await file.write(rest, position + done);
    rest = withoutFirst(rest, written);
    done += written;
  }
  return done;
}

function withoutFirst(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  return pieces.flatMap((piece) => {
    const rest = piece.subarray(left);
    left -= piece.length - rest.length;
    return rest.length > 0 ? [rest] : [];
  });
}
