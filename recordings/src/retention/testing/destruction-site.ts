import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { complaintCodeOf, Pseudonym, RecordingId, type SessionId, WardenIdentity } from "@ferndiagnose/protocol";
import { type AuditorKey, type AuditorSet, type Header, toHex } from "@ferndiagnose/sealed-recording";
import { createRecording, type SigningKey, signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { systemClock, testClock } from "@ferndiagnose/server";
import { ChildProgram, freePort } from "@ferndiagnose/testkit";
import { z } from "zod";
import { ArchiveIndex } from "../../archive/archive-index.ts";
import { batchOf, newSessionId } from "../../archive/testing/recording-maker.ts";
import { DirectoryBlobStore } from "../../blob-store/directory-blob-store.ts";
import type { Database } from "../../database/database.ts";
import { openSqliteDatabase } from "../../database/sqlite-database.ts";
import { rootOf } from "../../testing/open-as-auditors.ts";
import { makeAuditorSet, makeAuditors } from "../../testing/test-auditors.ts";
import { TestLog, testRandom } from "../../testing/test-ports.ts";
import { loadLogKey, type OpenJournal, openJournal } from "../../transparency/open-journal.ts";
import type { WardenAddress } from "../../wardens/warden-line.ts";
import { createWardens, type Wardens } from "../../wardens/wardens.ts";
import { certificateTrust } from "../certificate-trust.ts";
import { Retention, retentionFiles } from "../retention.ts";
import type { CertificateTrust } from "../verify-deletion-certificate.ts";

const program = fileURLToPath(new URL("../../../../apps/key-warden/src/main.ts", import.meta.url));
const token = "token-of-the-key-wardens-in-this-test";
const origin = "log.example/destruction";
const Ready = z.object({ url: z.url(), identity: WardenIdentity });
const wardenNames = ["key-warden", "key-warden-b"];

/** What a recorded session knew, and nothing may know after the destruction. */
export interface Witnessed {
  recordingId: RecordingId;
  sessionId: SessionId;
  header: Header;
  deleteAt: number;
  shredSecret: Uint8Array;
  root: Uint8Array;
}

/**
 * Archive, database, transparency log and retention as the server has them, and two key wardens as processes of their own; with a clock
 * that a file moves for all of them.
 */
export class DestructionSite {
  readonly folder = mkdtempSync(join(tmpdir(), "ferndiagnose-destruction-"));
  readonly archive = join(this.folder, "archive");
  readonly clockFile = join(this.folder, "clock");
  readonly clock = testClock(this.clockFile, systemClock);
  readonly log = new TestLog();
  readonly recoveryKey: SigningKey = signingKeyFromSeed(testRandom(32));
  readonly code = complaintCodeOf(testRandom(19));
  readonly blobs = new DirectoryBlobStore(this.archive);
  auditors: AuditorKey[] = [];
  set!: AuditorSet;
  database!: Database;
  journal!: OpenJournal;
  wardens!: Wardens;
  index!: ArchiveIndex;
  retention!: Retention;
  readonly #programs: ChildProgram[] = [];
  readonly #addresses: WardenAddress[] = [];
  readonly #ports: number[] = [];
  #logKey = "";

  static async create(): Promise<DestructionSite> {
    const site = new DestructionSite();
    mkdirSync(join(site.archive, "log"), { recursive: true });
    writeFileSync(site.clockFile, "0");
    site.auditors = await makeAuditors(3);
    site.set = await makeAuditorSet(site.auditors);
    writeFileSync(join(site.folder, "auditor-set.json"), JSON.stringify(site.set));
    site.#logKey = await loadLogKey({ directory: join(site.archive, "log"), origin, random: testRandom });
    for (const _ of wardenNames) site.#ports.push(await freePort());
    await site.startWardens();
    await site.open();
    return site;
  }

  async startWardens(): Promise<void> {
    for (const [place, name] of wardenNames.entries()) {
      const env = {
        PATH: process.env["PATH"],
        TMPDIR: this.folder,
        FERNDIAGNOSE_WARDEN_DIR: join(this.folder, name),
        FERNDIAGNOSE_WARDEN_TOKEN: token,
        FERNDIAGNOSE_WARDEN_PORT: String(this.#ports[place]),
        FERNDIAGNOSE_WARDEN_AUDITOR_SET: join(this.folder, "auditor-set.json"),
        FERNDIAGNOSE_WARDEN_LOG_ORIGIN: origin,
        FERNDIAGNOSE_WARDEN_LOG_KEY: this.#logKey,
        FERNDIAGNOSE_TEST_CLOCK_FILE: this.clockFile,
      };
      const started = await ChildProgram.start({ command: process.execPath, args: [program, "--test-clock"], env });
      const { url, identity } = Ready.parse(JSON.parse(await started.waitForLine(/^\{"ready":true/, 60_000)));
      const { signingKey, sealingKey } = identity;
      this.#programs[place] = started;
      this.#addresses[place] = { url, token, signingKey, sealingKey };
    }
  }

  async stopWardens(): Promise<void> {
    await Promise.all(this.#programs.map((one) => one.stop()));
  }

  /** What the wardens wrote to their standard streams. */
  get wardenOutput(): string {
    return this.#programs.flatMap(({ lines }) => lines).join("\n");
  }

  /** The server's part, as at each start of it; retention is not started yet. */
  async open(): Promise<void> {
    const { clock, log, blobs, recoveryKey } = this;
    const random = testRandom;
    this.database = openSqliteDatabase(join(this.archive, "recordings.db"));
    await this.database.migrate();
    const policy = { witnesses: [], quorum: 0 };
    const directory = join(this.archive, "log");
    this.journal = await openJournal({ directory, origin, database: this.database, ...policy, clock, random, log });
    const consistency = (first: number, second: number) => this.journal.consistency(first, second);
    this.wardens = createWardens({ clock, random, log, consistency }, { wardens: this.#addresses });
    await this.wardens.start();
    const { database, journal, wardens } = this;
    const { certificates, statusFile } = retentionFiles(this.archive);
    const destructions = () => certificates.destructions(database);
    this.index = new ArchiveIndex({
      ...{ blobs, database, recoveryKey, clock, log, destructions },
      logged: (recordingId) => this.journal.logged(recordingId),
    });
    this.retention = new Retention({
      ...{ database, blobs, journal, wardens, recoveryKey, certificates, statusFile, clock, random, log },
      trust: this.trust,
      isIndependent: () => true,
      sweepEveryMs: 3_600_000,
    });
  }

  get trust(): CertificateTrust {
    const { recoveryKey, wardens, journal } = this;
    return certificateTrust({ recoveryKey, wardens, journal, witnesses: [], quorum: 0 });
  }

  async close(): Promise<void> {
    await this.retention.stop();
    this.wardens.stop();
    await this.journal.close();
    await this.database.close();
  }

  /** A session recorded as the recorder does it; only the test remembers its keys. */
  async record(): Promise<Witnessed> {
    const createdAtMs = this.clock.now();
    const sessionId = newSessionId();
    const shredSecret = testRandom(32);
    const { header, headerBytes, writer } = await createRecording({
      ...{ sessionId, createdAtMs, latestDeleteAtMs: createdAtMs + 91 * 86_400_000, retentionDays: 90 },
      ...{ auditors: this.set, shredSecret: shredSecret.slice(), complaintCode: this.code, random: testRandom },
      recoveryKey: this.recoveryKey.publicKey,
    });
    const recordingId = RecordingId.parse(header.recordingId);
    const technician = Pseudonym.parse("ABCD-2345");
    const wardens = this.wardens.identities.map(({ wardenId }) => wardenId);
    const beginning = { recordingId, sessionId, technician, startedAt: createdAtMs, auditorSetVersion: 1, wardens };
    await this.index.begin({ ...beginning, latestDeleteAt: header.latestDeleteAtMs });
    await this.wardens.store({ recordingId, technician, auditorSetVersion: 1, secret: shredSecret.slice() });
    await this.journal.append("opened", { recordingId }, { recordingId });
    const blob = await this.blobs.create(recordingId);
    await blob.append(headerBytes);
    await blob.append(...writer.seal(batchOf(0, 200), { utcMs: createdAtMs, monoMs: 0 }));
    const end = writer.finish({ utcMs: createdAtMs + 1_000, monoMs: 1_000, reason: "customer_off" });
    await blob.append(end.bytes);
    await blob.sync();
    await blob.close();
    const { seq: finalSeq, hash } = writer.head;
    const bytes = (await this.blobs.stat(recordingId))?.bytes ?? 0;
    const ended = { endedAt: createdAtMs + 1_000, deleteAt: end.deleteAtMs, finalSeq, finalHash: toHex(hash), bytes };
    await this.index.end(recordingId, ended);
    const root = await rootOf(header, this.auditors, this.code, [shredSecret]);
    return { recordingId, sessionId, header, deleteAt: end.deleteAtMs, shredSecret, root };
  }

  /** Sets everybody's clock, at once: a file read while it is being written would set it back. */
  async setTime(toMs: number): Promise<void> {
    await writeFile(`${this.clockFile}.new`, String(toMs - Date.now()));
    await rename(`${this.clockFile}.new`, this.clockFile);
  }

  backUp(names: readonly string[]): string {
    const backup = join(tmpdir(), `ferndiagnose-backup-${randomBytes(6).toString("hex")}`);
    for (const name of names) cpSync(join(this.folder, name), join(backup, name), { recursive: true });
    return backup;
  }

  /** The keys under which a warden keeps secrets just now. */
  epochKeys(): Uint8Array[] {
    return wardenNames.flatMap((name) => {
      const keys = join(this.folder, name, "keys");
      return readdirSync(keys).map((file) => new Uint8Array(readFileSync(join(keys, file))));
    });
  }

  async remove(): Promise<void> {
    await this.close().catch(() => undefined);
    await this.stopWardens();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
