import { type CaseId, UnixMs } from "@ferndiagnose/protocol";
import { z } from "zod";
import type { Disk } from "../disk/disk.ts";

const ClosedCase = z.strictObject({ at: UnixMs });

/** Cases for which nothing is released any more. */
export class ClosedCases {
  readonly #disk: Disk;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  async start(): Promise<void> {
    await this.#disk.makeFolder("cases");
    await this.#disk.sweep("cases");
  }

  /** When it was closed. */
  async of(caseId: CaseId): Promise<number | undefined> {
    const bytes = await this.#disk.read(`cases/${caseId}`);
    return bytes && ClosedCase.parse(JSON.parse(bytes.toString("utf8"))).at;
  }

  /** Closes it, also one never heard of. The first time counts. */
  async close(caseId: CaseId, at: number): Promise<number> {
    const closedAt = await this.of(caseId);
    if (closedAt === undefined) await this.#disk.create(`cases/${caseId}`, Buffer.from(`${JSON.stringify({ at })}\n`));
    return closedAt ?? at;
  }
}
