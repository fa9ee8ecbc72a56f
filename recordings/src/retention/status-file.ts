import { readFile, rename, writeFile } from "node:fs/promises";
import { SweepReport } from "./sweep-report.ts";

/** What the last sweep did, for whoever asks without talking to the server. Losing it loses nothing. */
export class StatusFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async write(report: SweepReport): Promise<void> {
    const temporary = `${this.#path}.${process.pid}.new`;
    await writeFile(temporary, `${JSON.stringify(report, null, 1)}\n`, { mode: 0o600 });
    await rename(temporary, this.#path);
  }

  /** Undefined when there has not been a sweep yet. */
  async read(): Promise<SweepReport | undefined> {
    try {
      return SweepReport.parse(JSON.parse(await readFile(this.#path, "utf8")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }
}
