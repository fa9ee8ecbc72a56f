import { ProtocolError, UnixMs } from "@ferndiagnose/protocol";
import { z } from "zod";
import type { Disk } from "../disk/disk.ts";
import type { Clock } from "../ports.ts";

const file = "clock.json";
const Mark = z.strictObject({ highWaterMs: UnixMs });

/** How often the mark is moved at most: what a clock may be set back without being noticed. */
const moveEveryMs = 60_000;
/** Time services move clocks by less. */
const toleratedStepMs = 5_000;

/**
 * The latest time this warden has seen. While its clock shows an earlier one, somebody has set it back: nothing that depends on
 * the day is done then.
 */
export class HighWaterMark {
  readonly #disk: Disk;
  readonly #clock: Clock;
  #highWaterMs = 0;

  constructor(disk: Disk, clock: Clock) {
    this.#disk = disk;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    const bytes = await this.#disk.read(file);
    if (bytes) this.#highWaterMs = Mark.parse(JSON.parse(bytes.toString("utf8"))).highWaterMs;
    await this.rise();
  }

  get isSane(): boolean {
    return this.#clock.now() >= this.#highWaterMs - toleratedStepMs;
  }

  /** The time now; moves the mark. Throws `warden_clock_set_back`. */
  async saneNow(): Promise<number> {
    await this.rise();
    if (!this.isSane) throw new ProtocolError("warden_clock_set_back");
    return this.#clock.now();
  }

  async rise(): Promise<void> {
    const highWaterMs = this.#clock.now();
    if (highWaterMs < this.#highWaterMs + moveEveryMs) return;
    await this.#disk.replace(file, Buffer.from(`${JSON.stringify({ highWaterMs })}\n`));
    this.#highWaterMs = highWaterMs;
  }
}
