import { RecordingId, UnixMs } from "@ferndiagnose/protocol";
import { z } from "zod";
import type { Disk } from "../disk/disk.ts";

const Hold = z.strictObject({
  type: z.enum(["secret-held", "hold-ended"]),
  /** Where the word stands in the log: an older one does not undo a newer one. */
  leafIndex: z.int().min(0),
  at: UnixMs,
});
export type Hold = z.infer<typeof Hold>;

/** Which secrets must outlive the key of their day, and which no longer have to. */
export class Holds {
  readonly #disk: Disk;
  readonly #latest = new Map<RecordingId, Hold>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  async start(): Promise<void> {
    await this.#disk.makeFolder("holds");
    await this.#disk.sweep("holds");
    for (const name of await this.#disk.list("holds")) {
      const bytes = await this.#disk.read(`holds/${name}`);
      const recordingId = RecordingId.safeParse(name);
      if (bytes && recordingId.success)
        this.#latest.set(recordingId.data, Hold.parse(JSON.parse(bytes.toString("utf8"))));
    }
  }

  isHeld(recordingId: RecordingId): boolean {
    return this.#latest.get(recordingId)?.type === "secret-held";
  }

  /** Notes what the log says, unless it has said something newer. Returns what counts now. */
  async note(recordingId: RecordingId, hold: Hold): Promise<Hold> {
    const known = this.#latest.get(recordingId);
    if (known !== undefined && known.leafIndex >= hold.leafIndex) return known;
    await this.#disk.replace(`holds/${recordingId}`, Buffer.from(`${JSON.stringify(hold)}\n`));
    this.#latest.set(recordingId, hold);
    return hold;
  }

  async forget(recordingId: RecordingId): Promise<void> {
    await this.#disk.remove(`holds/${recordingId}`);
    this.#latest.delete(recordingId);
  }
}
