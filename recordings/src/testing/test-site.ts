import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ComplaintCode } from "@ferndiagnose/protocol";
import {
  type AuditorKey,
  type RecordedItem,
  RecordingReader,
  readHeader,
  verifyRecording,
  writeAuditorKeyFile,
} from "@ferndiagnose/sealed-recording";
import type { OpenBlob } from "../blob-store/blob-store.ts";
import { DirectoryBlobStore } from "../blob-store/directory-blob-store.ts";
import type { RecordingsOptions } from "../recordings-options.ts";
import { startTestWitness, type TestWitness } from "../transparency/testing/test-witness.ts";
import { logVerifierKey } from "../trust/log-key.ts";
import { rootOf } from "./open-as-auditors.ts";
import { makeAuditorSet, makeAuditors } from "./test-auditors.ts";
import { testRandom } from "./test-ports.ts";
import { TestWarden } from "./test-warden.ts";

export interface TestSiteOptions {
  /** The archive's place, when not in the site's own folder. */
  archiveDirectory?: string;
  wardens?: number;
  /** With a witness that must confirm the log. */
  hasWitness?: boolean;
}

const origin = "log.example/recordings";
export const portalToken = "token-of-the-recorder-of-32-signs";

/** Everything real that a recording server needs around it, in a folder of its own: key wardens, auditors, a witness if wanted. */
export class TestSite {
  readonly folder: string;
  readonly archiveDirectory: string;
  readonly auditorSetFile: string;
  readonly wardens: TestWarden[] = [];
  witness: TestWitness | undefined;
  auditors: AuditorKey[] = [];
  vkey = "";

  private constructor(folder: string, archiveDirectory: string) {
    this.folder = folder;
    this.archiveDirectory = archiveDirectory;
    this.auditorSetFile = join(folder, "auditor-set.json");
  }

  static async create({ archiveDirectory, wardens = 1, hasWitness = false }: TestSiteOptions = {}): Promise<TestSite> {
    const folder = await mkdtemp(join(tmpdir(), "ferndiagnose-site-"));
    const site = new TestSite(folder, archiveDirectory ?? join(folder, "archive"));
    await mkdir(site.archiveDirectory, { recursive: true });
    site.auditors = await makeAuditors(5);
    await writeFile(site.auditorSetFile, JSON.stringify(await makeAuditorSet(site.auditors)));
    for (const [index, key] of site.auditors.entries()) {
      await writeFile(site.keyFile(index), await writeAuditorKeyFile(key));
    }
    site.vkey = await logVerifierKey(site.archiveDirectory, origin, testRandom);
    if (hasWitness) await site.startWitness();
    await Promise.all(Array.from({ length: wardens }, (_, index) => site.#addWarden(index)));
    return site;
  }

  /** Again with the same key and memory, once it was stopped. */
  async startWitness(): Promise<void> {
    this.witness = await startTestWitness({
      name: "witness.example",
      directory: join(this.folder, "witness"),
      logKeys: [this.vkey],
      seed: new Uint8Array(32).fill(7),
      ...(this.witness ? { port: Number(new URL(this.witness.url).port) } : {}),
    });
  }

  async #addWarden(index: number): Promise<void> {
    const witnesses = this.witness ? [{ name: this.witness.name, key: this.witness.key }] : [];
    this.wardens[index] = await TestWarden.start({
      directory: join(this.folder, `key-warden-${index}`),
      auditorSetFile: this.auditorSetFile,
      log: { origin, vkey: this.vkey },
      witnesses,
    });
  }

  keyFile(index: number): string {
    return join(this.folder, `auditor-${index}.json`);
  }

  options(portalUrl: string): RecordingsOptions {
    const { witness } = this;
    return {
      portalUrl,
      portalToken,
      archiveDirectory: this.archiveDirectory,
      auditorSetFile: this.auditorSetFile,
      wardens: this.wardens.map(({ address }) => address),
      log: {
        origin,
        witnesses: witness ? [{ name: witness.name, url: witness.url, key: witness.key }] : [],
        quorum: witness ? 1 : 0,
      },
      capacity: 4,
      reserveBytesPerSession: 0,
      media: { bindAddress: "127.0.0.1" },
    };
  }

  /** The same for a server that runs as a process of its own. */
  environment(portalUrl: string): NodeJS.ProcessEnv {
    const { wardens, log } = this.options(portalUrl);
    return {
      PATH: process.env["PATH"],
      FERNDIAGNOSE_PORTAL_URL: portalUrl,
      FERNDIAGNOSE_RECORDER_TOKEN: portalToken,
      FERNDIAGNOSE_ARCHIVE_DIR: this.archiveDirectory,
      FERNDIAGNOSE_AUDITOR_SET: this.auditorSetFile,
      FERNDIAGNOSE_WARDENS: JSON.stringify(wardens),
      FERNDIAGNOSE_LOG_ORIGIN: log.origin,
      FERNDIAGNOSE_LOG_WITNESSES: JSON.stringify(log.witnesses),
      FERNDIAGNOSE_ARCHIVE_RESERVE_MIB: "0",
      FERNDIAGNOSE_MEDIA_ADDRESS: "127.0.0.1",
    };
  }

  pathOf(recordingId: string): string {
    return new DirectoryBlobStore(this.archiveDirectory).pathOf(recordingId);
  }

  verify(recordingId: string) {
    return this.#read(recordingId, verifyRecording);
  }

  /** What two of the auditors read, who have the customer's code, and a shred secret that is among `secrets`. */
  records(recordingId: string, code: ComplaintCode, secrets: Iterable<Uint8Array>): Promise<RecordedItem[]> {
    return this.#read(recordingId, async (blob) => {
      const { header } = await readHeader(blob);
      const root = await rootOf(header, this.auditors.slice(0, 2), code, secrets);
      const records: RecordedItem[] = [];
      const reader = await RecordingReader.open(blob, root);
      for await (const record of reader.records()) records.push(record);
      return records;
    });
  }

  async #read<Result>(recordingId: string, read: (blob: OpenBlob) => Promise<Result>): Promise<Result> {
    const blob = await new DirectoryBlobStore(this.archiveDirectory).open(recordingId);
    return read(blob).finally(() => blob.close());
  }

  async remove(): Promise<void> {
    await Promise.all(this.wardens.map((warden) => warden.stop()));
    await this.witness?.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
