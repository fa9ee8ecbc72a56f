import { RecordingId } from "@ferndiagnose/protocol";
import type { Disk } from "../disk/disk.ts";
import type { Random } from "../ports.ts";
import { type BlobPlace, type KeptSecret, openSecret, sealSecret } from "./sealed-secret.ts";
import type { WrappingKeys } from "./wrapping-keys.ts";

const dayForm = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The secrets, each a blob of its own under the key of its day (`secrets/<day>/`) or of its hold (`secrets/held/<day>/`). Blobs
 * may be backed up: without the other folder they are noise.
 */
export class SecretStore {
  readonly #disk: Disk;
  readonly #keys: WrappingKeys;
  readonly #random: Random;
  readonly #places = new Map<RecordingId, BlobPlace>();
  /** Those that need the key of a day. */
  readonly #underDay = new Map<string, Set<RecordingId>>();

  constructor(disk: Disk, keys: WrappingKeys, random: Random) {
    this.#disk = disk;
    this.#keys = keys;
    this.#random = random;
  }

  /** Finds what is there. A blob of its day whose held copy is whole was about to go. */
  async start(): Promise<void> {
    await this.#disk.makeFolder("secrets/held");
    for (const isHeld of [false, true]) {
      const folder = isHeld ? "secrets/held" : "secrets";
      for (const day of (await this.#disk.list(folder)).filter((name) => dayForm.test(name))) {
        await this.#disk.sweep(`${folder}/${day}`);
        for (const name of await this.#disk.list(`${folder}/${day}`)) {
          const recordingId = RecordingId.safeParse(name);
          if (recordingId.success) await this.#find({ recordingId: recordingId.data, day, isHeld });
        }
      }
    }
  }

  placeOf(recordingId: RecordingId): BlobPlace | undefined {
    return this.#places.get(recordingId);
  }

  get size(): number {
    return this.#places.size;
  }

  async put(place: BlobPlace, kept: KeptSecret): Promise<void> {
    await this.#disk.makeFolder(folderOf(place));
    await this.#keys.ensure(place);
    const blob = await this.#keys.use(place, (key) => sealSecret(key, place, kept, this.#random));
    if (blob === undefined) throw new Error("The key just made is gone");
    await this.#disk.replace(pathOf(place), blob);
    this.#enter(place);
  }

  /** Undefined when the blob or its key is gone, or the blob was altered. */
  async open(place: BlobPlace): Promise<KeptSecret | undefined> {
    const blob = await this.#disk.read(pathOf(place));
    return blob && this.#keys.use(place, (key) => openSecret(key, place, blob));
  }

  /** Everything there may be of this secret, wherever a crash or a backup has left it; the key of a hold first. */
  async shred(recordingId: RecordingId, day: string): Promise<void> {
    await this.#keys.shredHold(recordingId);
    for (const isHeld of [true, false]) await this.#disk.shred(pathOf({ recordingId, day, isHeld }));
    const place = this.#places.get(recordingId);
    if (place === undefined) return;
    await this.#disk.shred(pathOf(place));
    this.#underDay.get(place.day)?.delete(recordingId);
    this.#places.delete(recordingId);
  }

  /**
   * Puts a held secret under a key of its own, so that the key of its day can go. Returns false, and changes nothing, when it
   * cannot be read.
   */
  async moveToHold(recordingId: RecordingId): Promise<boolean> {
    const place = this.#places.get(recordingId);
    if (place === undefined || place.isHeld) return true;
    const kept = await this.open(place);
    if (kept === undefined) return false;
    await this.put({ ...place, isHeld: true }, kept);
    kept.secret.fill(0);
    await this.#disk.shred(pathOf(place));
    return true;
  }

  /** Secrets that lie under the key of this day. */
  underDay(day: string): ReadonlySet<RecordingId> {
    return this.#underDay.get(day) ?? new Set();
  }

  /** Ends a day under whose key nothing lies any more. */
  async removeDay(day: string): Promise<void> {
    if (this.underDay(day).size > 0) throw new Error("The day still has secrets");
    await this.#keys.shredDay(day);
    this.#underDay.delete(day);
    await this.#disk.removeEmptyFolder(`secrets/${day}`);
  }

  async #find(place: BlobPlace): Promise<void> {
    const rival = this.#places.get(place.recordingId);
    if (rival !== undefined && !(await this.#opens(place))) return;
    if (rival !== undefined) await this.#disk.shred(pathOf(rival));
    this.#enter(place);
  }

  #enter(place: BlobPlace): void {
    const { recordingId, day, isHeld } = place;
    this.#places.set(recordingId, place);
    const underDay = this.#underDay.get(day) ?? new Set();
    if (isHeld) underDay.delete(recordingId);
    else underDay.add(recordingId);
    this.#underDay.set(day, underDay);
  }

  async #opens(place: BlobPlace): Promise<boolean> {
    const kept = await this.open(place);
    kept?.secret.fill(0);
    return kept !== undefined;
  }
}

function folderOf({ day, isHeld }: BlobPlace): string {
  return isHeld ? `secrets/held/${day}` : `secrets/${day}`;
}

function pathOf(place: BlobPlace): string {
  return `${folderOf(place)}/${place.recordingId}`;
}
