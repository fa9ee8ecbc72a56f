import { ProtocolError } from "@ferndiagnose/protocol";
import { AuditorSet, auditorSetHash, SealedRecordingError, verifyAuditorSet } from "@ferndiagnose/sealed-recording";
import type { Disk } from "../disk/disk.ts";

const folder = "auditor-sets";

/**
 * This warden's own copy of every version of the auditor set. The first ones are pinned when its folder is made; each later one
 * must be signed by the one before. So who may approve is not the server's to say.
 */
export class AuditorChain {
  readonly #disk: Disk;
  readonly #sets: AuditorSet[] = [];

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** `pinned` counts only while the folder holds none. Throws when there is no set at all. */
  async start(pinned: () => Promise<readonly AuditorSet[]>): Promise<void> {
    await this.#disk.makeFolder(folder);
    await this.#disk.sweep(folder);
    for (const name of (await this.#disk.list(folder)).filter((name) => /^\d{6}\.json$/.test(name)).sort()) {
      const bytes = await this.#disk.read(`${folder}/${name}`);
      await this.#follow(AuditorSet.parse(JSON.parse(bytes?.toString("utf8") ?? "null")));
    }
    if (this.#sets.length > 0) return;
    for (const set of await pinned()) await this.submit(set);
    if (this.#sets.length === 0) throw new Error("At its first start a warden needs a file with the first auditor set");
  }

  /** Who may approve now. */
  get newest(): AuditorSet {
    const newest = this.#sets.at(-1);
    if (newest === undefined) throw new ProtocolError("auditor_set_unknown");
    return newest;
  }

  /** Throws `auditor_set_unknown`. */
  version(version: number): AuditorSet {
    const set = this.#sets[version - 1];
    if (set === undefined) throw new ProtocolError("auditor_set_unknown");
    return set;
  }

  get all(): readonly AuditorSet[] {
    return this.#sets;
  }

  /** Takes the next version. One it has already is fine. Throws `auditor_set_refused`. */
  async submit(set: AuditorSet): Promise<void> {
    const known = this.#sets[set.version - 1];
    if (known !== undefined) {
      if ((await auditorSetHash(known)) !== (await auditorSetHash(set))) throw new ProtocolError("auditor_set_refused");
      return;
    }
    await this.#verify(set);
    const name = `${folder}/${String(set.version).padStart(6, "0")}.json`;
    await this.#disk.replace(name, Buffer.from(`${JSON.stringify(set)}\n`));
    this.#sets.push(set);
  }

  async #follow(set: AuditorSet): Promise<void> {
    await this.#verify(set);
    this.#sets.push(set);
  }

  async #verify(set: AuditorSet): Promise<void> {
    try {
      await verifyAuditorSet(set, this.#sets.at(-1));
    } catch (cause) {
      if (cause instanceof SealedRecordingError) throw new ProtocolError("auditor_set_refused", { cause });
      throw cause;
    }
  }
}
