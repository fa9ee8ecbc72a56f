import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordingId, SessionId } from "@ferndiagnose/protocol";
import { readEnds, toHex } from "@ferndiagnose/sealed-recording";
import { type MadeRecording, RecordingMaker } from "../../archive/testing/recording-maker.ts";
import { DirectoryBlobStore } from "../../blob-store/directory-blob-store.ts";
import type { Database } from "../../database/database.ts";
import { openSqliteDatabase } from "../../database/sqlite-database.ts";
import { TestClock, TestLog, testRandom } from "../../testing/test-ports.ts";
import { CertificateStore } from "../certificate-store.ts";
import { type Destroyed, Retention, type RetentionParts } from "../retention.ts";
import type { CertificateTrust } from "../verify-deletion-certificate.ts";
import { SmallJournal } from "./small-journal.ts";
import { clientOf, SmallWarden } from "./small-warden.ts";

export const dayMs = 86_400_000;

export interface KeptRecording {
  recordingId: RecordingId;
  sessionId: SessionId;
  deleteAt: number;
  secret: Uint8Array;
}

/** A recording server's archive, database and log, and two wardens, in a folder of their own: real files, a clock that is told. */
export class RetentionFixture {
  readonly folder: string;
  readonly clock = new TestClock();
  readonly startMs = this.clock.now();
  /** What the wardens' clocks are ahead of ours. */
  wardensAheadMs = 0;
  readonly log = new TestLog();
  readonly maker: RecordingMaker;
  readonly blobs: DirectoryBlobStore;
  readonly certificates: CertificateStore;
  readonly told: Destroyed[] = [];
  database: Database;
  journal!: SmallJournal;
  wardens!: SmallWarden[];
  isIndependent = false;

  private constructor(folder: string, maker: RecordingMaker, databaseFile: string) {
    this.folder = folder;
    this.maker = maker;
    this.blobs = new DirectoryBlobStore(join(folder, "archive"));
    this.certificates = new CertificateStore(join(folder, "archive", "certificates"));
    this.database = openSqliteDatabase(databaseFile);
  }

  static async create(): Promise<RetentionFixture> {
    const folder = mkdtempSync(join(tmpdir(), "ferndiagnose-retention-"));
    mkdirSync(join(folder, "archive"));
    const databaseFile = join(folder, "archive", "recordings.db");
    const fixture = new RetentionFixture(folder, await RecordingMaker.create(), databaseFile);
    await fixture.database.migrate();
    await fixture.certificates.open();
    await fixture.openJournal();
    const now = () => fixture.clock.now() + fixture.wardensAheadMs;
    fixture.wardens = ["one", "two"].map(
      (name) => new SmallWarden(name, join(folder, `warden-${name}`), fixture.journal.trust, now),
    );
    return fixture;
  }

  async openJournal(): Promise<void> {
    this.journal = await SmallJournal.open(join(this.folder, "log.db"), this.database, () => this.clock.now());
  }

  get trust(): CertificateTrust {
    return {
      format: "ferndiagnose-deletion-trust",
      version: 1,
      servers: [toHex(this.maker.recoveryKey.publicKey)],
      wardens: this.wardens.map(({ identity }) => identity),
      log: { ...this.journal.trust, witnesses: [...this.journal.trust.witnesses] },
    };
  }

  parts(): RetentionParts {
    return {
      database: this.database,
      blobs: this.blobs,
      journal: this.journal,
      wardens: clientOf(this.wardens),
      isIndependent: () => this.isIndependent,
      recoveryKey: this.maker.recoveryKey,
      certificates: this.certificates,
      trust: this.trust,
      statusFile: join(this.folder, "archive", "retention.json"),
      clock: this.clock,
      random: testRandom,
      // Tests sweep when they want to.
      sweepEveryMs: 100_000 * dayMs,
      log: this.log,
      onDestroyed: (destruction) => void this.told.push(destruction),
    };
  }

  retention(parts: Partial<RetentionParts> = {}): Retention {
    return new Retention({ ...this.parts(), ...parts });
  }

  /** A finished recording in archive, table, log and wardens. */
  async keep(options: { startedAt?: number; made?: MadeRecording } = {}): Promise<KeptRecording> {
    const made =
      options.made ?? (await this.maker.make({ startedAt: options.startedAt ?? this.clock.now(), frames: 1 }));
    const { recordingId, sessionId } = made;
    const blob = await this.blobs.create(recordingId);
    for (const piece of made.pieces) await blob.append(piece);
    await blob.sync();
    await blob.close();
    const secret = testRandom(32);
    for (const warden of this.wardens) warden.store(recordingId, secret);
    const deleteAt = await this.enter(recordingId);
    await this.journal.append("opened", { recordingId }, { recordingId });
    await this.journal.append("closed", { recordingId, deleteAt }, { recordingId });
    return { recordingId, sessionId, deleteAt, secret };
  }

  /** Puts the row of a file into the table. */
  async enter(recordingId: RecordingId): Promise<number> {
    const row = await this.rowOf(recordingId);
    await this.database.tables.insertInto("recording").values(row).execute();
    return row.delete_at;
  }

  async rowOf(recordingId: RecordingId) {
    const blob = await this.blobs.open(recordingId);
    const { header, end } = await readEnds(blob).finally(() => blob.close());
    if (!end) throw new Error("The recording has no end");
    return {
      recording_id: recordingId,
      session_id: header.sessionId,
      technician: "ABCD-EFGH",
      state: end.status,
      started_at: header.createdAtMs,
      ended_at: end.utcMs,
      delete_at: end.closing.deleteAtMs,
      latest_delete_at: header.latestDeleteAtMs,
      final_seq: end.head.seq,
      final_hash: toHex(end.head.hash),
      bytes: blob.size,
      auditor_set_version: 1,
      wardens: JSON.stringify(this.wardens.map(({ wardenId }) => wardenId)),
    };
  }

  async hold(recordingId: RecordingId): Promise<void> {
    const row = { case_id: null, owner: "auditor", reason: "complaint", review_at: 0, ended_at: null };
    await this.database.tables
      .insertInto("hold")
      .values({ ...row, recording_id: recordingId, placed_at: this.clock.now() })
      .execute();
  }

  async stateOf(recordingId: RecordingId): Promise<string | undefined> {
    const query = this.database.tables.selectFrom("recording").select("state").where("recording_id", "=", recordingId);
    return (await query.executeTakeFirst())?.state;
  }

  async remove(): Promise<void> {
    this.journal.close();
    await this.database.close();
    rmSync(this.folder, { recursive: true });
  }
}
