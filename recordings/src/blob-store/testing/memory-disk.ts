import { basename, dirname } from "node:path";
import type { FileLayer, LayerFile } from "../file-layer.ts";

/** Content of one file, whatever its names are. */
export interface Inode {
  bytes: Uint8Array;
  /** What it held when the disk was mounted. */
  readonly mounted: Uint8Array;
}

/** What was asked of the disk, in order. `mark`: what the program above had been promised by then. */
export type DiskCall =
  | { readonly kind: "write"; readonly inode: Inode; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: "truncate"; readonly inode: Inode; readonly length: number }
  | { readonly kind: "sync"; readonly inode: Inode }
  | { readonly kind: "link"; readonly directory: string; readonly name: string; readonly inode: Inode }
  | {
      readonly kind: "rename";
      readonly directory: string;
      readonly from: string;
      readonly to: string;
      readonly inode: Inode;
    }
  | { readonly kind: "unlink"; readonly directory: string; readonly name: string }
  | { readonly kind: "make_directory"; readonly directory: string; readonly name: string }
  | { readonly kind: "sync_directory"; readonly directory: string }
  | { readonly kind: "mark"; readonly mark: string };

/** Directory entries by path; a directory is an entry without content. */
export type Entries = ReadonlyMap<string, Uint8Array | "directory">;

/** A disk that lives in memory and remembers every call, so that a power failure after any of them can be played through. */
export class MemoryDisk implements FileLayer {
  readonly calls: DiskCall[] = [];
  /** What was there at the beginning. */
  readonly mounted: ReadonlyMap<string, Inode | "directory">;
  readonly #files = new Map<string, Inode>();
  readonly #directories = new Set<string>(["/"]);

  constructor(mounted: Entries = new Map()) {
    for (const [path, content] of mounted) {
      if (content === "directory") this.#directories.add(path);
      else this.#files.set(path, newInode(content));
    }
    this.mounted = new Map([...mounted.keys()].map((path) => [path, this.#files.get(path) ?? "directory"]));
  }

  mark(mark: string): void {
    this.calls.push({ kind: "mark", mark });
  }

  /** Everything as a running system sees it. */
  contents(): Map<string, Uint8Array> {
    return new Map([...this.#files].map(([path, { bytes }]) => [path, bytes.slice()]));
  }

  async open(path: string, how: "create" | "replace" | "change" | "read"): Promise<LayerFile> {
    await turn();
    let inode = this.#files.get(path);
    if (how === "create" && inode) throw failure("EEXIST");
    if ((how === "change" || how === "read") && !inode) throw failure("ENOENT");
    if (!inode) {
      if (!this.#directories.has(dirname(path))) throw failure("ENOENT");
      inode = newInode(new Uint8Array());
      this.#files.set(path, inode);
      this.calls.push({ kind: "link", directory: dirname(path), name: basename(path), inode });
    } else if (how === "replace") {
      this.#truncate(inode, 0);
    }
    return this.#opened(inode);
  }

  async makeDirectory(path: string): Promise<void> {
    await turn();
    if (this.#directories.has(path)) return;
    this.#directories.add(path);
    this.calls.push({ kind: "make_directory", directory: dirname(path), name: basename(path) });
  }

  async syncDirectory(path: string): Promise<void> {
    await turn();
    this.calls.push({ kind: "sync_directory", directory: path });
  }

  async list(directory: string): Promise<string[]> {
    await turn();
    if (!this.#directories.has(directory)) throw failure("ENOENT");
    return [...this.#files.keys(), ...this.#directories]
      .filter((path) => path !== "/" && dirname(path) === directory)
      .map((path) => basename(path));
  }

  async sizeOf(path: string): Promise<number> {
    await turn();
    return this.#existing(path).bytes.length;
  }

  async rename(from: string, to: string): Promise<void> {
    await turn();
    const inode = this.#existing(from);
    this.#files.delete(from);
    this.#files.set(to, inode);
    this.calls.push({ kind: "rename", directory: dirname(to), from: basename(from), to: basename(to), inode });
  }

  async unlink(path: string): Promise<void> {
    await turn();
    this.#existing(path);
    this.#files.delete(path);
    this.calls.push({ kind: "unlink", directory: dirname(path), name: basename(path) });
  }

  async freeBytes(): Promise<number> {
    await turn();
    return Number.MAX_SAFE_INTEGER;
  }

  #opened(inode: Inode): LayerFile {
    return {
      write: async (pieces, position) => {
        await turn();
        const bytes = Buffer.concat(pieces);
        // A short write now and then, as real ones may be.
        const written = bytes.slice(0, bytes.length > 2_000 ? bytes.length - 700 : bytes.length);
        inode.bytes = withWrite(inode.bytes, position, written);
        this.calls.push({ kind: "write", inode, position, bytes: written });
        return written.length;
      },
      read: async (into, position) => {
        await turn();
        const part = inode.bytes.subarray(position, position + into.length);
        into.set(part);
        return part.length;
      },
      truncate: async (length) => {
        await turn();
        this.#truncate(inode, length);
      },
      datasync: async () => {
        await turn();
        this.calls.push({ kind: "sync", inode });
      },
      size: async () => inode.bytes.length,
      close: async () => undefined,
    };
  }

  #truncate(inode: Inode, length: number): void {
    inode.bytes = withLength(inode.bytes, length);
    this.calls.push({ kind: "truncate", inode, length });
  }

  #existing(path: string): Inode {
    const inode = this.#files.get(path);
    if (!inode) throw failure("ENOENT");
    return inode;
  }
}

export function withWrite(content: Uint8Array, position: number, bytes: Uint8Array): Uint8Array {
  const result = withLength(content, Math.max(content.length, position + bytes.length));
  result.set(bytes, position);
  return result;
}

export function withLength(content: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  result.set(content.subarray(0, length));
  return result;
}

function newInode(bytes: Uint8Array): Inode {
  return { bytes, mounted: bytes };
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

/** Lets whoever else writes have a turn, so that the calls of several writers mix. */
function turn(): Promise<void> {
  return Promise.resolve();
}
