import type { FileLayer, LayerFile } from "../file-layer.ts";

export type FaultyCallKind = "open" | "write" | "sync" | "sync_directory" | "make_directory" | "other";

export interface FaultyCall {
  /** 1, 2, 3 … over all files. */
  readonly nth: number;
  readonly kind: FaultyCallKind;
  readonly path: string;
}

/** Says what becomes of a call: a system's error code to fail with, a promise to wait for, or nothing. */
export type Fault = (call: FaultyCall) => string | Promise<void> | undefined;

/** A layer whose calls can be made to fail or to wait. Only calls that change something are counted and asked for. */
export class FaultyLayer implements FileLayer {
  readonly calls: FaultyCall[] = [];
  fault: Fault = () => undefined;
  readonly #under: FileLayer;

  constructor(under: FileLayer) {
    this.#under = under;
  }

  async open(path: string, how: "create" | "replace" | "change" | "read"): Promise<LayerFile> {
    if (how === "read") return this.#under.open(path, how);
    await this.#meet("open", path);
    const file = await this.#under.open(path, how);
    return {
      write: async (pieces, position) => {
        await this.#meet("write", path);
        return file.write(pieces, position);
      },
      read: (into, position) => file.read(into, position),
      truncate: async (length) => {
        await this.#meet("other", path);
        return file.truncate(length);
      },
      datasync: async () => {
        await this.#meet("sync", path);
        return file.datasync();
      },
      size: () => file.size(),
      close: () => file.close(),
    };
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#meet("make_directory", path);
    return this.#under.makeDirectory(path);
  }

  async syncDirectory(path: string): Promise<void> {
    await this.#meet("sync_directory", path);
    return this.#under.syncDirectory(path);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#meet("other", to);
    return this.#under.rename(from, to);
  }

  async unlink(path: string): Promise<void> {
    await this.#meet("other", path);
    return this.#under.unlink(path);
  }

  list(directory: string): Promise<string[]> {
    return this.#under.list(directory);
  }

  sizeOf(path: string): Promise<number> {
    return this.#under.sizeOf(path);
  }

  freeBytes(directory: string): Promise<number> {
    return this.#under.freeBytes(directory);
  }

  async #meet(kind: FaultyCallKind, path: string): Promise<void> {
    const call = { nth: this.calls.length + 1, kind, path };
    this.calls.push(call);
    const outcome = this.fault(call);
    if (typeof outcome === "string") throw Object.assign(new Error(outcome), { code: outcome });
    await outcome;
  }
}
