import { join } from "node:path";
import type { RecordingId, SessionId, SignedDeletionCertificate } from "@ferndiagnose/protocol";
import type { SigningKey } from "@ferndiagnose/sealed-recording/node";
import { codeOf } from "@ferndiagnose/server";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { Database } from "../database/database.ts";
import type { Clock, Log, Random, Timer } from "../ports.ts";
import { CertificateStore } from "./certificate-store.ts";
import { ClockKeeper, readMark } from "./clock-keeper.ts";
import { judgeHealth } from "./judge-health.ts";
import { type OtherClockSources, readOtherClocks } from "./other-clocks.ts";
import { PurgeTable } from "./purge-table.ts";
import { Purger } from "./purger.ts";
import { Replay } from "./replay.ts";
import type { RetentionJournal, RetentionWardens } from "./retention-parts.ts";
import { RetentionSurvey } from "./retention-survey.ts";
import { isDue } from "./retention-times.ts";
import { StatusFile } from "./status-file.ts";
import { Sweep } from "./sweep.ts";
import type { RetentionProblem, SweepReport } from "./sweep-report.ts";
import type { CertificateTrust } from "./verify-deletion-certificate.ts";

export interface RetentionParts {
  database: Database;
  blobs: BlobStore;
  journal: RetentionJournal & OtherClockSources["journal"];
  wardens: RetentionWardens & OtherClockSources["wardens"];
  /** Whether a warden runs on another machine, whose clock does not go wrong together with ours. */
  isIndependent: OtherClockSources["isIndependent"];
  /** Signs the certificates. */
  recoveryKey: SigningKey;
  certificates: CertificateStore;
  /** What they are checked against, by us before they count, and by whoever gets `certificates/trust.json`. */
  trust: CertificateTrust;
  /** Where the operator's report finds what the last sweep did. */
  statusFile: string;
  clock: Clock;
  random: Random;
  log: Log;
  onDestroyed?: (destruction: Destroyed) => void;
  sweepEveryMs?: number;
}

export interface Destroyed {
  recordingId: RecordingId;
  sessionId: SessionId | null;
  deleteAt: number;
  destroyedAt: number;
}

const sweepEveryMs = 5 * 60_000;
/** The start waits for its sweep no longer than this; the rest goes on while sessions run. */
const startBudgetMs = 30_000;

/**
 * Destroys every recording in time: never before, by no clock that somebody contradicts, not while it is held, and in an order after which
 * nothing can bring it back (packages/docs/retention.md). Any number of these may work on one database.
 */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #table: PurgeTable;
  readonly #purger: Purger;
  readonly #survey: RetentionSurvey;
  readonly #clocks: ClockKeeper;
  readonly #status: StatusFile;
  #problems: RetentionProblem[] = [];
  #troubled: ReadonlySet<RecordingId> = new Set();
  #sweeping: Promise<SweepReport | undefined> | undefined;
  #timer: Timer | undefined;
  #isStopping = false;
  #mustErase = true;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    const { database, blobs, journal, wardens, isIndependent, certificates, trust, recoveryKey, clock, log } = parts;
    this.#table = new PurgeTable(database, Buffer.from(parts.random(16)).toString("hex"));
    this.#purger = new Purger({
      table: this.#table,
      blobs,
      journal,
      wardens,
      certificates,
      serverKey: recoveryKey,
      trust,
      clock,
      log,
    });
    this.#survey = new RetentionSurvey({ database, blobs, log });
    const readOthers = () => readOtherClocks({ wardens, journal, isIndependent });
    this.#clocks = new ClockKeeper({ database, clock, readOthers });
    this.#status = new StatusFile(parts.statusFile);
  }

  /** False: no new session may begin until somebody has looked. */
  get isHealthy(): boolean {
    return this.#problems.length === 0;
  }

  get problems(): readonly RetentionProblem[] {
    return this.#problems;
  }

  /**
   * Before anything is served, after the archive's index has started: what came back from a backup is destroyed again, interrupted destructions
   * go on, and what is due is destroyed. One recording's trouble does not keep the server from starting.
   */
  async start(cameBack: readonly RecordingId[] = []): Promise<void> {
    const { certificates, trust } = this.#parts;
    await certificates.open();
    await certificates.putTrust(trust);
    const replay = new Replay({ ...this.#parts, table: this.#table });
    await replay.completeTraces();
    for (const recordingId of cameBack) await replay.destroySecretAgain(recordingId);
    await this.#withinBudget(this.sweep(true));
    this.#setTimer();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#timer?.cancel();
    await this.#sweeping;
  }

  /** What is due is destroyed. Undefined when the sweep itself failed; the problem is then noted. */
  sweep(force = false): Promise<SweepReport | undefined> {
    this.#sweeping ??= this.#sweepOnce(force).finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async certificateOf(sessionId: SessionId): Promise<SignedDeletionCertificate | undefined> {
    const row = await this.#parts.database.tables
      .selectFrom("recording")
      .select("recording_id")
      .where("session_id", "=", sessionId)
      .where("state", "=", "destroyed")
      .executeTakeFirst();
    if (!row) return undefined;
    return (await this.#table.certificateOf(row.recording_id)) ?? this.#parts.certificates.get(row.recording_id);
  }

  async #sweepOnce(force: boolean): Promise<SweepReport | undefined> {
    try {
      const report = await this.#carryOut(force);
      this.#setProblems(report.problems as RetentionProblem[]);
      await this.#status.write(report);
      return report;
    } catch (error) {
      const code = codeOf(error);
      this.#parts.log.error({ code }, "retention.sweep_failed");
      this.#setProblems([{ code: "sweep_failed", detail: code }]);
      return undefined;
    }
  }

  async #carryOut(force: boolean): Promise<SweepReport> {
    const { clock, database } = this.#parts;
    const startUs = clock.monotonicUs();
    const at = clock.now();
    const verdict = await this.#clocks.judge();
    const recordings = await this.#survey.all();
    // The start does not wait for it: what is due is read anyway.
    if (!force) await this.#survey.check(recordings);
    const { destroyed, waiting } = await this.#newSweep(verdict).run(recordings, force);
    this.#troubled = new Set(waiting.map(({ recordingId }) => recordingId));
    if (destroyed.length > 0) this.#mustErase = true;
    await this.#eraseTraces();
    const left = destroyed.length > 0 ? await this.#survey.all() : recordings;
    const surelyNowMs = verdict.state === "sane" ? clock.now() : ((await readMark(database)) ?? 0);
    return {
      at,
      tookMs: Math.round((clock.monotonicUs() - startUs) / 1000),
      clock: verdict,
      otherClocks: [...this.#clocks.others],
      recordings: left.length,
      daysChecked: this.#survey.checked,
      due: left.filter(({ deleteAt }) => isDue(deleteAt, clock.now())).length,
      held: left.filter(({ isHeld }) => isHeld).length,
      destroyed: destroyed.length,
      waiting: waiting.slice(0, 100),
      problems: judgeHealth(verdict, left, surelyNowMs),
    };
  }

  #newSweep(verdict: Awaited<ReturnType<ClockKeeper["judge"]>>): Sweep {
    const { database, blobs, wardens, clock, log } = this.#parts;
    const parts = {
      ...{ database, blobs, wardens, clock, log },
      table: this.#table,
      purger: this.#purger,
      survey: this.#survey,
      clocks: this.#clocks,
      onDestroyed: (signed: SignedDeletionCertificate) => this.#tell(signed),
      isStopping: () => this.#isStopping,
      troubled: this.#troubled,
    };
    return new Sweep(parts, verdict);
  }

  #tell({ certificate: { recordingId, sessionId, deleteAt, destroyedAt } }: SignedDeletionCertificate): void {
    this.#parts.onDestroyed?.({ recordingId, sessionId, deleteAt, destroyedAt });
  }

  #setProblems(problems: RetentionProblem[]): void {
    const known = new Set(this.#problems.map(({ code }) => code));
    for (const problem of problems) {
      if (!known.has(problem.code))
        this.#parts.log.error({ problem: problem.code, detail: problem.detail }, "retention.alarm");
    }
    this.#problems = problems;
  }

  /** Somebody may be reading old pages just now; then the next sweep tries again. */
  async #eraseTraces(): Promise<void> {
    if (!this.#mustErase) return;
    try {
      await this.#parts.database.eraseTraces();
      this.#mustErase = false;
    } catch {
      this.#parts.log.warn({}, "retention.traces_not_erased");
    }
  }

  #setTimer(): void {
    if (this.#isStopping) return;
    this.#timer = this.#parts.clock.setTimer(this.#parts.sweepEveryMs ?? sweepEveryMs, () => {
      void this.sweep().then(() => this.#setTimer());
    });
  }

  async #withinBudget(sweep: Promise<unknown>): Promise<void> {
    let timer: Timer | undefined;
    const isLong = new Promise<void>((resolve) => {
      timer = this.#parts.clock.setTimer(startBudgetMs, resolve);
    });
    await Promise.race([sweep, isLong]);
    timer?.cancel();
  }
}

/** Where a recording server keeps what retention writes beside its archive. */
export function retentionFiles(archiveDirectory: string): { certificates: CertificateStore; statusFile: string } {
  return {
    certificates: new CertificateStore(join(archiveDirectory, "certificates")),
    statusFile: join(archiveDirectory, "retention.json"),
  };
}
