import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type ComplaintCode,
  complaintCodeOf,
  heartbeatBody,
  type LeafType,
  Pseudonym,
  type Receipt,
  ReceiptFile,
  type RecordingId,
  SessionId,
  WardenIdentity,
} from "@ferndiagnose/protocol";
import {
  type AuditorSet,
  generateSealingKey,
  type SealingKey,
  toHex,
  writeAuditorKeyFile,
} from "@ferndiagnose/sealed-recording";
import {
  createRecording,
  type RecordingEnd,
  type SigningKey,
  signingKeyFromSeed,
} from "@ferndiagnose/sealed-recording/node";
import { systemClock } from "@ferndiagnose/server";
import { ChildProgram, newTestAuditor, type TestAuditor, testAuditorSet } from "@ferndiagnose/testkit";
import { batchOf, newSessionId } from "../../archive/testing/recording-maker.ts";
import { DirectoryBlobStore } from "../../blob-store/directory-blob-store.ts";
import { Cases } from "../../cases/cases.ts";
import { AuditorAtDesk } from "../../command-line/client/auditor-at-desk.ts";
import { complain } from "../../command-line/client/complain.ts";
import { DeskLine } from "../../command-line/client/desk-line.ts";
import type { Database } from "../../database/database.ts";
import { openSqliteDatabase } from "../../database/sqlite-database.ts";
import type { Clock } from "../../ports.ts";
import { ReceiptDraft, receiptStatement } from "../../receipts/receipt-draft.ts";
import { TestLog as NotedLog, testRandom } from "../../testing/test-ports.ts";
import { type OpenJournal, openJournal } from "../../transparency/open-journal.ts";
import { createWardens, type Wardens } from "../../wardens/wardens.ts";
import { createDesk, type Desk } from "../desk.ts";
import type { DeskOptions } from "../desk-parts.ts";

const wardenProgram = fileURLToPath(new URL("../../../../apps/key-warden/src/main.ts", import.meta.url));
const origin = "log.example/desk";
const wardenToken = "w".repeat(43);
const dayMs = 86_400_000;
/** Also an auditor: the person who helped in the recorded sessions. */
export const technician = Pseudonym.parse("TECH-2345");

export interface TestRecording {
  readonly recordingId: RecordingId;
  readonly sessionId: SessionId;
  readonly code: ComplaintCode;
  readonly recordingKey: string;
  readonly shredSecret: Uint8Array;
  readonly receiptFile: ReceiptFile;
}

export interface TestBatch {
  readonly monoMs: number;
  readonly batch: Uint8Array;
}

export interface OpenDeskOptions {
  readonly limits?: Partial<DeskOptions>;
  readonly trustedProxies?: number;
}

/** A clock of real timers whose time can be moved. */
class MovableClock implements Clock {
  aheadMs = 0;
  now = () => Date.now() + this.aheadMs;
  monotonicUs = () => systemClock.monotonicUs();
  setTimer: Clock["setTimer"] = (delayMs, run) => systemClock.setTimer(delayMs, run);
}

/**
 * A desk with everything real around it: HTTP, SQLite in a file, sealed recordings in a directory, the transparency log, and the key
 * warden as a process of its own. Auditors: anna, bert, dora; cleo is external; theo was the technician.
 */
export class DeskUnderTest {
  readonly folder: string;
  readonly clock = new MovableClock();
  readonly noted = new NotedLog();
  readonly changed: string[] = [];
  readonly auditors: Record<"anna" | "bert" | "cleo" | "dora" | "theo", TestAuditor>;
  readonly sets: AuditorSet[];
  readonly recoveryKey: SigningKey = signingKeyFromSeed(testRandom(32));
  database!: Database;
  journal!: OpenJournal;
  wardens!: Wardens;
  warden!: ChildProgram;
  blobs!: DirectoryBlobStore;
  cases!: Cases;
  desk!: Desk;
  url!: string;
  isClockBelieved = true;

  private constructor(folder: string, auditors: DeskUnderTest["auditors"], set: AuditorSet) {
    this.folder = folder;
    this.auditors = auditors;
    this.sets = [set];
  }

  static async create(): Promise<DeskUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), "ferndiagnose-desk-"));
    const [anna, bert, cleo, dora, theo] = await Promise.all([
      newTestAuditor(),
      newTestAuditor(),
      newTestAuditor({ external: true }),
      newTestAuditor(),
      newTestAuditor({ technicianPseudonyms: [technician] }),
    ]);
    const auditors = { anna, bert, cleo, dora, theo };
    const test = new DeskUnderTest(folder, auditors, await testAuditorSet(Object.values(auditors)));
    for (const name of ["anna", "bert", "cleo", "dora", "theo"] as const) {
      await writeFile(test.keyFile(name), await writeAuditorKeyFile(auditors[name].key));
    }
    test.blobs = new DirectoryBlobStore(join(folder, "archive"));
    test.database = openSqliteDatabase(join(folder, "recordings.db"));
    await test.database.migrate();
    test.journal = await openJournal({
      clock: test.clock,
      random: testRandom,
      log: test.noted,
      directory: join(folder, "log"),
      origin,
      database: test.database,
      witnesses: [],
      quorum: 0,
    });
    await test.#startWarden();
    await test.open();
    return test;
  }

  /** The server's part: as at every start of it. */
  async open({ limits = {}, trustedProxies = 0 }: OpenDeskOptions = {}): Promise<void> {
    const auditors = {
      active: () => this.sets.at(-1),
      version: (version: number) => this.sets[version - 1],
    };
    const { database, journal, wardens, blobs, recoveryKey, clock, noted: log } = this;
    const isClockBelieved = async () => this.isClockBelieved;
    const onChanged = (recordingId: RecordingId) => void this.changed.push(recordingId);
    const common = { clock, random: testRandom, log, auditors };
    const stores = { database, journal, wardens, blobs, recoveryKey };
    this.cases = new Cases({ ...common, ...stores, isClockBelieved, onChanged });
    await this.cases.start();
    const limit = { attempts: 1_000_000, windowMs: 60_000 };
    const unlimited = {
      formsPerAddress: limit,
      complaintsPerAddress: limit,
      complaintsOverall: limit,
      signInsPerAddress: limit,
    };
    this.desk = createDesk(
      { ...common, cases: this.cases, certificateOf: async () => undefined },
      { port: 0, trustedProxies, ...unlimited, ...limits },
    );
    this.url = await this.desk.start();
  }

  async closeServer(): Promise<void> {
    await this.desk.stop();
    await this.cases.stop();
  }

  async remove(): Promise<void> {
    await this.closeServer();
    this.wardens.stop();
    await this.warden.stop();
    await this.journal.close();
    await this.database.close();
    await rm(this.folder, { recursive: true });
  }

  async stopWarden(): Promise<void> {
    this.wardens.stop();
    await this.warden.stop();
  }

  /** Warden and server again, on what lies there. */
  async restart(): Promise<void> {
    await this.#startWarden();
    await this.open();
  }

  /** A set after the current one, without this auditor. */
  async removeAuditor(name: keyof DeskUnderTest["auditors"], isWardenTold = true): Promise<void> {
    const { [name]: _, ...rest } = this.auditors;
    const set = this.sets.at(-1) as AuditorSet;
    const signers = [this.auditors.dora, this.auditors.theo];
    const next = await testAuditorSet(Object.values(rest), { set, signers });
    if (isWardenTold) await this.wardens.submitAuditorSet(next);
    this.sets.push(next);
  }

  /** A finished recording of a session of theo's: random bytes, half a second a frame. */
  record(frames = 3, payloadBytes = 1_000): Promise<TestRecording> {
    const batches = Array.from({ length: frames }, (_, frame) => ({
      monoMs: frame * 500,
      batch: batchOf(frame * 500_000, payloadBytes),
    }));
    return this.recordBatches(batches, frames * 500);
  }

  /** A recording of these batches, locked and stored as the recorder does it. */
  async recordBatches(batches: readonly TestBatch[], durationMs: number, isFinished = true): Promise<TestRecording> {
    const sessionId = newSessionId();
    const code = complaintCodeOf(testRandom(19));
    const shredSecret = testRandom(32);
    const startedAt = this.clock.now() - 60_000;
    const { header, headerBytes, writer } = await createRecording({
      sessionId,
      createdAtMs: startedAt,
      latestDeleteAtMs: startedAt + 91 * dayMs,
      retentionDays: 90,
      recoveryKey: this.recoveryKey.publicKey,
      auditors: this.sets.at(-1) as AuditorSet,
      shredSecret,
      complaintCode: code,
      random: testRandom,
    });
    const recordingId = header.recordingId as RecordingId;
    const version = this.sets.length;
    await this.wardens.store({ recordingId, technician, auditorSetVersion: version, secret: shredSecret });
    await this.journal.append(
      "opened",
      { recordingId, headerHash: "0".repeat(64), auditorSet: "0".repeat(64), wardens: "[]" },
      { recordingId },
    );
    const blob = await this.blobs.create(recordingId);
    await blob.append(headerBytes);
    for (const { monoMs, batch } of batches) {
      await blob.append(...writer.seal(batch, { utcMs: startedAt + monoMs, monoMs, keyFrame: true }));
    }
    const monoMs = durationMs;
    const draft = new ReceiptDraft({
      sessionId,
      recordingId,
      organisation: "Example",
      technician,
      startedAt,
      log: origin,
    });
    const { seq, hash } = writer.head;
    const anchor = { recordingId, beat: 1, frameSeq: seq, headHash: toHex(hash), lagMs: 0, monoMs };
    const signature = writer.sign("heartbeat", heartbeatBody(anchor));
    let written: Receipt | undefined;
    const end = writer.finish({
      utcMs: startedAt + monoMs,
      monoMs,
      reason: "customer_off",
      statement: (head: RecordingEnd) => {
        written = draft.complete("customer_off", { ...head, endedAtMs: startedAt + monoMs, elapsedMs: monoMs });
        return receiptStatement(written);
      },
    });
    if (isFinished) await blob.append(end.bytes);
    await blob.sync();
    await blob.close();
    await this.database.tables
      .insertInto("recording")
      .values({
        recording_id: recordingId,
        session_id: sessionId,
        technician,
        state: "complete",
        started_at: startedAt,
        ended_at: startedAt + monoMs,
        delete_at: end.deleteAtMs,
        latest_delete_at: startedAt + 91 * dayMs,
        final_seq: written?.finalSeq ?? 1,
        final_hash: "0".repeat(64),
        bytes: 1,
        auditor_set_version: version,
        wardens: "[]",
      })
      .execute();
    const recordingKey = Buffer.from(header.signingKey, "hex").toString("base64url");
    const signed = {
      receipt: written,
      recordingKey,
      signature: Buffer.from(end.signature).toString("base64url"),
    };
    const anchors = [{ ...anchor, signature: Buffer.from(signature).toString("base64url") }];
    const receiptFile = ReceiptFile.parse({ receipt: signed, complaintCode: code, anchors });
    return { recordingId, sessionId: SessionId.parse(sessionId), code, recordingKey, shredSecret, receiptFile };
  }

  /** What the log was told, in order. */
  async leaves(recordingId?: RecordingId): Promise<LeafType[]> {
    const all = this.database.tables.selectFrom("leaf").select("type").orderBy("leaf_index");
    const query = recordingId === undefined ? all : all.where("recording_id", "=", recordingId);
    return (await query.execute()).map(({ type }) => type);
  }

  line(): DeskLine {
    return new DeskLine(this.url);
  }

  signIn(name: keyof DeskUnderTest["auditors"]): Promise<AuditorAtDesk> {
    const { key } = this.auditors[name];
    return AuditorAtDesk.signIn(this.line(), { key, random: testRandom, now: () => this.clock.now() });
  }

  async complain(recording: TestRecording) {
    return complain(this.line(), recording, testRandom);
  }

  /** As the auditor keeps it. */
  keyFile(name: keyof DeskUnderTest["auditors"]): string {
    return join(this.folder, `${name}.key.json`);
  }

  pathOf({ recordingId }: TestRecording): string {
    return this.blobs.pathOf(recordingId);
  }

  viewer(): Promise<SealingKey> {
    return generateSealingKey(testRandom);
  }

  async #startWarden(): Promise<void> {
    const pinned = join(this.folder, "pinned-auditors.json");
    await writeFile(pinned, JSON.stringify(this.sets[0]));
    this.warden = await ChildProgram.start({
      command: process.execPath,
      args: [wardenProgram],
      env: {
        ...process.env,
        FERNDIAGNOSE_WARDEN_DIR: join(this.folder, "warden"),
        FERNDIAGNOSE_WARDEN_TOKEN: wardenToken,
        FERNDIAGNOSE_WARDEN_PORT: "0",
        FERNDIAGNOSE_WARDEN_AUDITOR_SET: pinned,
        FERNDIAGNOSE_WARDEN_LOG_ORIGIN: origin,
        FERNDIAGNOSE_WARDEN_LOG_KEY: this.journal.publicKey,
      },
    });
    const { url, identity } = JSON.parse(await this.warden.waitForLine(/"ready":true/, 30_000));
    const { signingKey, sealingKey } = WardenIdentity.parse(identity);
    const consistency = (first: number, second: number) => this.journal.consistency(first, second);
    this.wardens = createWardens(
      { clock: this.clock, random: testRandom, log: this.noted, consistency },
      { wardens: [{ url, token: wardenToken, signingKey, sealingKey }] },
    );
    await this.wardens.start();
    await this.wardens.submitAuditorSet(this.sets[0] as AuditorSet);
  }
}
