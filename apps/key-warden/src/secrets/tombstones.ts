import { RecordingId, SecretDestroyed } from "@ferndiagnose/protocol";
import type { z } from "zod";
import type { Disk } from "../disk/disk.ts";

/** Decided, not yet carried out. */
const Decision = SecretDestroyed.pick({ epoch: true, method: true });
export type Decision = z.infer<typeof Decision>;

/** Carried out. */
const Tombstone = SecretDestroyed.pick({ epoch: true, method: true, at: true });
export type Tombstone = z.infer<typeof Tombstone>;

/**
 * Which secrets are gone for ever. A decision is durable before the first byte is overwritten; from then on the secret counts as
 * destroyed, and a crash in between only means that the rest is done at the next start. Holds no secret material.
 */
export class Tombstones {
  readonly #disk: Disk;
  readonly #buried = new Set<RecordingId>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  async start(): Promise<void> {
    for (const folder of ["destroying", "destroyed"]) await this.#disk.makeFolder(folder);
    await this.#disk.sweep("destroying");
    for (const group of await this.#disk.list("destroyed")) {
      await this.#disk.sweep(`destroyed/${group}`);
      for (const recordingId of recordingIds(await this.#disk.list(`destroyed/${group}`)))
        this.#buried.add(recordingId);
    }
    for (const recordingId of await this.pending()) this.#buried.add(recordingId);
  }

  /** All of them, to see whether a backup has brought one back. */
  all(): ReadonlySet<RecordingId> {
    return this.#buried;
  }

  /** Decided or carried out. */
  has(recordingId: RecordingId): boolean {
    return this.#buried.has(recordingId);
  }

  /** Decided and possibly not carried out. */
  async pending(): Promise<RecordingId[]> {
    return recordingIds(await this.#disk.list("destroying"));
  }

  async decide(recordingId: RecordingId, decision: Decision): Promise<void> {
    await this.#disk.create(`destroying/${recordingId}`, json(decision));
    this.#buried.add(recordingId);
  }

  async decisionOn(recordingId: RecordingId): Promise<Decision | undefined> {
    return parsed(Decision, await this.#disk.read(`destroying/${recordingId}`));
  }

  async bury(recordingId: RecordingId, tombstone: Tombstone): Promise<void> {
    if ((await this.of(recordingId)) === undefined) {
      await this.#disk.makeFolder(groupOf(recordingId));
      await this.#disk.create(`${groupOf(recordingId)}/${recordingId}`, json(tombstone));
    }
    await this.#disk.remove(`destroying/${recordingId}`);
  }

  async of(recordingId: RecordingId): Promise<Tombstone | undefined> {
    return parsed(Tombstone, await this.#disk.read(`${groupOf(recordingId)}/${recordingId}`));
  }
}

function recordingIds(names: readonly string[]): RecordingId[] {
  return names.flatMap((name) => RecordingId.safeParse(name).data ?? []);
}

function groupOf(recordingId: RecordingId): string {
  return `destroyed/${recordingId.slice(0, 2)}`;
}

function json(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

function parsed<Schema extends z.ZodType>(schema: Schema, bytes: Buffer | undefined): z.infer<Schema> | undefined {
  return bytes === undefined ? undefined : schema.parse(JSON.parse(bytes.toString("utf8")));
}
