import { constants } from "node:fs";
import { chmod, type FileHandle, mkdir, open, readdir, readFile, rename, rmdir, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ProtocolError } from "@ferndiagnose/protocol";
import type { Random } from "../ports.ts";

/** What a file is called while it is being written: never read, and shredded at the next start. */
const unfinished = ".new";

/** No room is no reason to distrust what is written already. */
const noRoom = new Set(["ENOSPC", "EDQUOT", "EMFILE", "ENFILE"]);

export interface DiskOptions {
  readonly random: Random;
  /** Called before each change of the disk. What it throws counts as a failure of that change: tests let the disk fail here. */
  readonly beforeStep?: ((step: string) => void) | undefined;
}

/**
 * The warden's folder. A file is there whole or not at all, and what has returned survives a power failure. After one
 * failed write nothing is tried again, since memory no longer tells what is on the medium: every later call throws
 * `warden_unavailable` until the program is started anew.
 */
export class Disk {
  readonly #root: string;
  readonly #random: Random;
  readonly #beforeStep: (step: string) => void;
  #isBroken = false;

  constructor(root: string, options: DiskOptions) {
    this.#root = root;
    this.#random = options.random;
    this.#beforeStep = options.beforeStep ?? (() => undefined);
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Makes the folder, readable by nobody else, and its name durable. */
  async makeFolder(path: string): Promise<void> {
    const made = await this.#change(`make ${path}`, () => mkdir(this.#at(path), { recursive: true, mode: 0o700 }));
    if (made === undefined) return;
    await chmod(this.#at(path), 0o700);
    await this.#syncFolder(dirname(made));
    await this.#syncFolder(dirname(this.#at(path)));
  }

  /** Leaves a folder alone that is not empty: what is in it is none of ours. */
  async removeEmptyFolder(path: string): Promise<void> {
    if (!(await this.has(path)) || (await this.list(path)).length > 0) return;
    await this.#change(`remove folder ${path}`, () => rmdir(this.#at(path)));
    await this.#syncFolder(dirname(this.#at(path)));
  }

  /** Names in a folder, none if it is not there. */
  async list(path: string): Promise<string[]> {
    return (await orMissing(readdir(this.#at(path)))) ?? [];
  }

  async has(path: string): Promise<boolean> {
    return (await orMissing(stat(this.#at(path)))) !== undefined;
  }

  async read(path: string): Promise<Buffer | undefined> {
    if (this.#isBroken) throw new ProtocolError("warden_unavailable");
    return orMissing(readFile(this.#at(path)));
  }

  /** Writes a file that must not be there yet. */
  async create(path: string, bytes: Uint8Array): Promise<void> {
    if (await this.has(path)) throw new Error("A file that is to be made is there already");
    await this.replace(path, bytes);
  }

  /** Writes a file in place of the one that may be there. The old content stays on the medium: not for secrets. */
  async replace(path: string, bytes: Uint8Array): Promise<void> {
    const fresh = `${path}${unfinished}`;
    await this.shred(fresh);
    const handle = await this.#change(`open ${path}`, () => open(this.#at(fresh), "wx", 0o600));
    try {
      await this.#change(`write ${path}`, () => handle.writeFile(bytes));
      await this.#change(`sync ${path}`, () => handle.sync());
    } catch (error) {
      if (!this.#isBroken) await this.shred(fresh);
      throw error;
    } finally {
      await handle.close();
    }
    await this.#change(`rename ${path}`, () => rename(this.#at(fresh), this.#at(path)));
    await this.#syncFolder(dirname(this.#at(path)));
  }

  /** Removes a file without secrets: whole or not there, also in between. Nothing happens if it is not there. */
  async remove(path: string): Promise<void> {
    if (!(await this.has(path))) return;
    await this.#change(`unlink ${path}`, () => unlink(this.#at(path)));
    await this.#syncFolder(dirname(this.#at(path)));
  }

  /**
   * Overwrites a file with random bytes, makes that durable, and removes it. Nothing happens if it is not there. A crash may leave
   * the random bytes: only for files that nobody reads any more.
   */
  async shred(path: string): Promise<void> {
    const handle = await orMissing(open(this.#at(path), constants.O_RDWR | constants.O_NOFOLLOW));
    if (handle === undefined) return;
    try {
      await this.#overwrite(path, handle);
    } finally {
      await handle.close();
    }
    await this.#change(`unlink ${path}`, () => unlink(this.#at(path)));
    await this.#syncFolder(dirname(this.#at(path)));
  }

  /** Shreds what a crash left half-written in a folder. */
  async sweep(path: string): Promise<void> {
    for (const name of await this.list(path)) if (name.endsWith(unfinished)) await this.shred(join(path, name));
  }

  async #overwrite(path: string, handle: FileHandle): Promise<void> {
    const { size } = await handle.stat();
    const noise = this.#random(size);
    await this.#change(`overwrite ${path}`, async () => {
      for (let at = 0; at < size; ) at += (await handle.write(noise, at, size - at, at)).bytesWritten;
    });
    await this.#change(`sync overwritten ${path}`, () => handle.sync());
  }

  async #syncFolder(path: string): Promise<void> {
    await this.#change("sync folder", async () => {
      const handle = await open(path, "r");
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }

  async #change<Result>(step: string, run: () => Promise<Result>): Promise<Result> {
    if (this.#isBroken) throw new ProtocolError("warden_unavailable");
    try {
      this.#beforeStep(step);
      return await run();
    } catch (cause) {
      this.#isBroken = !noRoom.has((cause as NodeJS.ErrnoException).code ?? "");
      throw new ProtocolError("warden_unavailable", { cause });
    }
  }

  #at(path: string): string {
    return join(this.#root, path);
  }
}

async function orMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
