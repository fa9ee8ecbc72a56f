import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { RecordingId } from "@ferndiagnose/protocol";
import { syncDirectory } from "../recorder/recording-file.ts";

const extension = ".fdr";

/**
 * The directory of recordings: `ab/abcdef….fdr`, by recording number. Beside a file may stand
 * `….fdr.torn` (what recovery cut off) and `….fdr.quarantine` (why it was left alone).
 */
export class Archive {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async open(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
  }

  pathOf(recordingId: string): string {
    return join(this.directory, recordingId.slice(0, 2), `${recordingId}${extension}`);
  }

  /** Makes room for a new recording's name. */
  async prepare(recordingId: string): Promise<string> {
    const path = this.pathOf(recordingId);
    const made = await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncDirectory(this.directory);
    return path;
  }

  /** Makes a new recording's name durable. */
  async syncName(recordingId: string): Promise<void> {
    await syncDirectory(join(this.pathOf(recordingId), ".."));
  }

  /** Numbers of all recordings, in no order. */
  async *list(): AsyncGenerator<RecordingId, void, undefined> {
    for (const group of await readdir(this.directory)) {
      if (!/^[0-9a-f]{2}$/.test(group)) continue;
      for (const name of await readdir(join(this.directory, group))) {
        const id = RecordingId.safeParse(name.slice(0, -extension.length));
        if (name.endsWith(extension) && id.success) yield id.data;
      }
    }
  }
}
