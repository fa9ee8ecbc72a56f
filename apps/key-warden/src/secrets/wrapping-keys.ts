import type { RecordingId } from "@ferndiagnose/protocol";
import type { Disk } from "../disk/disk.ts";
import type { Random } from "../ports.ts";
import type { BlobPlace } from "./sealed-secret.ts";

const folder = "keys";

/**
 * The keys under which secrets lie: one for each day, one for each secret that is held beyond its day. This folder must never be
 * in a backup: a key is gone when its file is overwritten and removed, and nothing else on earth has it.
 */
export class WrappingKeys {
  readonly #disk: Disk;
  readonly #random: Random;

  constructor(disk: Disk, random: Random) {
    this.#disk = disk;
    this.#random = random;
  }

  async start(): Promise<void> {
    await this.#disk.makeFolder(folder);
    await this.#disk.sweep(folder);
  }

  /** Lends the key to `use` and overwrites it in memory afterwards. Undefined when there is none. */
  async use<Result>(place: BlobPlace, use: (key: Uint8Array) => Result): Promise<Result | undefined> {
    const key = await this.#disk.read(nameOf(place));
    if (key === undefined) return undefined;
    try {
      return use(key);
    } finally {
      key.fill(0);
    }
  }

  /** Draws the key unless it is there. */
  async ensure(place: BlobPlace): Promise<void> {
    const name = nameOf(place);
    if (await this.#disk.has(name)) return;
    const key = this.#random(32);
    await this.#disk.create(name, key);
    key.fill(0);
  }

  async shredDay(day: string): Promise<void> {
    await this.#disk.shred(`${folder}/${day}.key`);
  }

  async shredHold(recordingId: RecordingId): Promise<void> {
    await this.#disk.shred(`${folder}/hold-${recordingId}.key`);
  }

  /** The days that still have a key. */
  async days(): Promise<string[]> {
    const names = await this.#disk.list(folder);
    return names.flatMap((name) => /^(\d{4}-\d{2}-\d{2})\.key$/.exec(name)?.[1] ?? []);
  }
}

function nameOf({ day, recordingId, isHeld }: BlobPlace): string {
  return isHeld ? `${folder}/hold-${recordingId}.key` : `${folder}/${day}.key`;
}
