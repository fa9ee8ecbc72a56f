import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AuditorKey,
  generateAuditorKey,
  openLock,
  type RecordedItem,
  RecordingReader,
  toHex,
  unsealShare,
  verifyRecording,
  writeAuditorKeyFile,
} from "@ferndiagnose/sealed-recording";
import { Archive } from "../archive/archive.ts";
import { FileSource } from "../archive/file-source.ts";
import { loadRecoveryKey } from "../archive/recovery-key.ts";
import type { RecordingPlace } from "../recorder/begin-recording.ts";
import { testRandom } from "./test-ports.ts";

/** An archive in a folder of its own, with three auditors of whom two open. */
export class TestArchive {
  readonly folder: string;
  readonly auditors: readonly AuditorKey[];
  readonly place: RecordingPlace;

  private constructor(folder: string, auditors: readonly AuditorKey[], place: RecordingPlace) {
    this.folder = folder;
    this.auditors = auditors;
    this.place = place;
  }

  static async create(options: { directory?: string; reserveBytes?: number } = {}): Promise<TestArchive> {
    const folder = await mkdtemp(join(tmpdir(), "ferndiagnose-recordings-"));
    const directory = options.directory ?? join(folder, "archive");
    await mkdir(directory, { recursive: true });
    const auditors = await Promise.all([1, 2, 3].map(() => generateAuditorKey(testRandom)));
    for (const [index, key] of auditors.entries()) {
      await writeFile(join(folder, `auditor-${index}.json`), await writeAuditorKeyFile(key));
    }
    const auditorSetFile = join(folder, "auditor-set.json");
    const set = {
      format: "ferndiagnose-auditor-set",
      version: 1,
      threshold: 2,
      auditors: auditors.map(({ keyId, publicKey }) => ({ keyId, publicKey: toHex(publicKey) })),
    };
    await writeFile(auditorSetFile, JSON.stringify(set));
    const place: RecordingPlace = {
      archive: new Archive(directory),
      auditorSetFile,
      recoveryKey: await loadRecoveryKey(join(folder, "recovery-key.json"), testRandom),
      reserveBytes: options.reserveBytes ?? 0,
      retentionDays: 90,
    };
    return new TestArchive(folder, auditors, place);
  }

  keyFile(index: number): string {
    return join(this.folder, `auditor-${index}.json`);
  }

  async verify(recordingId: string) {
    const source = await FileSource.open(this.place.archive.pathOf(recordingId));
    return verifyRecording(source).finally(() => source.close());
  }

  /** What two of the auditors read. */
  async records(recordingId: string): Promise<RecordedItem[]> {
    const source = await FileSource.open(this.place.archive.pathOf(recordingId));
    try {
      const verdict = await verifyRecording(source);
      if (!verdict.intact) throw new Error("The header is damaged");
      const { header } = verdict.intact;
      const shares = this.auditors.slice(0, 2).map((key) => unsealShare(header, key));
      const reader = await RecordingReader.open(source, await openLock(header, await Promise.all(shares)));
      const records: RecordedItem[] = [];
      for await (const record of reader.records()) records.push(record);
      return records;
    } finally {
      await source.close();
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

export function textOf({ payload }: RecordedItem): unknown {
  return JSON.parse(new TextDecoder().decode(payload));
}
