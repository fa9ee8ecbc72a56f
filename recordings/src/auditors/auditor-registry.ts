import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AuditorSet, auditorSetHash, verifyAuditorSet } from "@ferndiagnose/sealed-recording";
import { writeDurably } from "../trust/write-durably.ts";

export interface AuditorRegistryOptions {
  /** The operator's file with the newest set. It is read anew for every session. */
  file: string;
  /** Where the sets that were ever in use stand, `<version>.json`. */
  chainDirectory: string;
  /** Gives a set to every key warden. Rejects when one of them does not take it. */
  submit: (set: AuditorSet) => Promise<void>;
  /** Makes the set durable in the transparency log. */
  publish: (details: { version: number; hash: string }) => Promise<void>;
}

/**
 * Who may open recordings, and who could at any time before. A new set counts only when the one before it signed for it, the
 * wardens have it and the log knows it; so nobody who merely writes to the operator's file becomes an auditor.
 */
export class AuditorRegistry {
  readonly #options: AuditorRegistryOptions;
  readonly #sets = new Map<number, AuditorSet>();
  /** Sets up to this version are known to the wardens since this process began. */
  #submitted = 0;
  #lastText: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: AuditorRegistryOptions) {
    this.#options = options;
  }

  /** Reads and verifies the chain of sets so far. Throws when it has been tampered with. */
  static async open(options: AuditorRegistryOptions): Promise<AuditorRegistry> {
    const registry = new AuditorRegistry(options);
    await mkdir(options.chainDirectory, { recursive: true, mode: 0o700 });
    const versions = (await readdir(options.chainDirectory)).filter((name) => /^\d+\.json$/.test(name)).length;
    for (let version = 1; version <= versions; version++) {
      const set = parseSet(await readFile(registry.#pathOf(version), "utf8"));
      await verifyAuditorSet(set, registry.active());
      registry.#sets.set(version, set);
    }
    return registry;
  }

  /** The newest set that is known here; nothing is read. */
  active(): AuditorSet | undefined {
    return this.#sets.get(this.#sets.size);
  }

  version(version: number): AuditorSet | undefined {
    return this.#sets.get(version);
  }

  /** The set to lock for, after looking whether the operator has a new one. Throws when there is none, or an invalid one. */
  current(): Promise<AuditorSet> {
    const turn = this.#turn.catch(() => undefined).then(() => this.#read());
    this.#turn = turn;
    return turn;
  }

  /** A warden that came back from a backup has forgotten: with the next session it gets every set again. */
  submitAgain(): void {
    this.#submitted = 0;
    this.#lastText = undefined;
  }

  async #read(): Promise<AuditorSet> {
    const text = await readFile(this.#options.file, "utf8");
    const active = this.active();
    if (active && text === this.#lastText) return active;
    const set = parseSet(text);
    const known = this.#sets.get(set.version);
    if (known && (await auditorSetHash(known)) !== (await auditorSetHash(set))) {
      throw new Error(`Auditor set ${set.version} differs from the one that was in use`);
    }
    if (known && known !== active) throw new Error(`Auditor set ${set.version} was replaced by a newer one`);
    if (!known) await verifyAuditorSet(set, active);
    await this.#submit(known ? [] : [set]);
    if (!known) await this.#adopt(set);
    this.#lastText = text;
    return known ?? set;
  }

  /** A warden that was set up later, or restored from a backup, learns of every set in order. */
  async #submit(more: AuditorSet[]): Promise<void> {
    for (const set of [...this.#sets.values(), ...more]) {
      if (set.version <= this.#submitted) continue;
      await this.#options.submit(set);
      this.#submitted = set.version;
    }
  }

  /** The log first: a crash in between leaves a second leaf of the same set behind, and never a set without one. */
  async #adopt(set: AuditorSet): Promise<void> {
    await this.#options.publish({ version: set.version, hash: await auditorSetHash(set) });
    await writeDurably(this.#pathOf(set.version), `${JSON.stringify(set)}\n`);
    this.#sets.set(set.version, set);
  }

  #pathOf(version: number): string {
    return join(this.#options.chainDirectory, `${version}.json`);
  }
}

function parseSet(text: string): AuditorSet {
  return AuditorSet.parse(JSON.parse(text));
}
