import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { logFields, passDeclared, passText, undeclaredField } from "@ferndiagnose/data-catalogue";
import {
  type Approval,
  CaseId,
  type LockName,
  type LogProof,
  Pseudonym,
  RecordingId,
  type ReleaseSecret,
} from "@ferndiagnose/protocol";
import { fromHex, generateSealingKey, sealTo, statementBytes, toHex } from "@ferndiagnose/sealed-recording";
import {
  FakeClock,
  newTestAuditor,
  signTestApproval,
  type TestAuditor,
  TestLog,
  testAuditorSet,
} from "@ferndiagnose/testkit";
import type { Random } from "../ports.ts";
import { Warden } from "../warden.ts";

export const testRandom: Random = (length) => new Uint8Array(randomBytes(length));
export const technician = Pseudonym.parse("ABCD-2345");
export const dayMs = 24 * 3_600_000;

export function newRecordingId(): RecordingId {
  return RecordingId.parse(randomBytes(16).toString("hex"));
}

export function newCaseId(): CaseId {
  return CaseId.parse(Array.from(randomBytes(16), (byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join(""));
}

/**
 * Everything around one warden: auditors, a log, a clock, a folder; and what servers and auditors would send it. The real `Warden` in this
 * process, without HTTP, on a clock that is told: for its rules and its disk. `WardenProcess` is the whole program, for kills and HTTP.
 */
export class WardenUnderTest {
  readonly clock: FakeClock;
  readonly directory: string;
  readonly log: TestLog;
  /** Two of the operator, two external; the last one also works as a technician. */
  readonly auditors: readonly TestAuditor[];
  readonly logLines: string[] = [];
  readonly #set: Awaited<ReturnType<typeof testAuditorSet>>;
  warden!: Warden;

  private constructor(
    surroundings: Pick<WardenUnderTest, "clock" | "directory" | "log" | "auditors">,
    set: WardenUnderTest["set"],
  ) {
    this.clock = surroundings.clock;
    this.directory = surroundings.directory;
    this.log = surroundings.log;
    this.auditors = surroundings.auditors;
    this.#set = set;
  }

  static async create(): Promise<WardenUnderTest> {
    const test = await WardenUnderTest.prepare();
    await test.start();
    return test;
  }

  /** Everything but the start. */
  static async prepare(): Promise<WardenUnderTest> {
    const clock = new FakeClock(Date.UTC(2026, 5, 1, 12));
    const auditors = await Promise.all([
      newTestAuditor(),
      newTestAuditor(),
      newTestAuditor({ external: true }),
      newTestAuditor({ external: true, technicianPseudonyms: ["TECH-2222"] }),
    ]);
    const directory = await mkdtemp(join(tmpdir(), "key-warden-"));
    const log = await TestLog.create(() => clock.now());
    return new WardenUnderTest({ clock, directory, log, auditors }, await testAuditorSet(auditors));
  }

  get set() {
    return this.#set;
  }

  /** Starts the warden on the folder, as after a crash when one ran already. */
  async start(beforeStep?: (step: string) => void): Promise<void> {
    const note = (fields: object, text: string) => {
      const passed = passDeclared(fields, logFields("key-warden"));
      if (undeclaredField in passed || passText(text) !== text)
        throw new Error(`Not declared in packages/data-catalogue/src/log/log-fields.ts, and so not logged: ${text}`);
      this.logLines.push(JSON.stringify({ text, ...fields }));
    };
    this.warden = new Warden(
      { clock: this.clock, random: testRandom, log: { info: note, warn: note, error: note } },
      {
        directory: this.directory,
        log: this.log.trust,
        pinnedAuditorSets: async () => [this.#set],
        ...(beforeStep ? { beforeStep } : {}),
      },
    );
    await this.warden.start();
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true });
  }

  async storeRequest(
    recordingId: RecordingId,
    secret: Uint8Array,
    facts: { technician?: Pseudonym; version?: number } = {},
  ) {
    const { sealingKey } = this.warden.identity.public;
    return {
      recordingId,
      technician: facts.technician ?? technician,
      auditorSetVersion: facts.version ?? 1,
      secret: await sealTo(fromHex(sealingKey), "shred secret", fromHex(recordingId), secret, testRandom),
    };
  }

  /** Stores a fresh secret; returns a copy of it. */
  async stored(recordingId = newRecordingId()): Promise<{ recordingId: RecordingId; secret: Uint8Array }> {
    const secret = testRandom(32);
    await this.warden.store(await this.storeRequest(recordingId, secret));
    return { recordingId, secret };
  }

  /** Shows the warden a log's newest checkpoint. */
  async show(log = this.log): Promise<void> {
    const newest = this.warden.status.logSize;
    const isBetween = newest > 0 && newest !== log.size;
    const consistency = isBetween ? await log.consistency(Math.min(newest, log.size), Math.max(newest, log.size)) : [];
    await this.warden.showCheckpoint({ checkpoint: await log.checkpoint(), newest, consistency });
  }

  /** Appends, shows, proves. */
  async prove(...[type, details]: Parameters<TestLog["note"]>): Promise<LogProof> {
    const proof = await this.log.note(type, details);
    await this.show();
    return proof;
  }

  async intent(recordingId: RecordingId, deleteAt = this.clock.now()): Promise<LogProof> {
    return this.prove("shred_intent", { recordingId, deleteAt, finalHash: "0".repeat(64) });
  }

  async destroy(recordingId: RecordingId, deleteAt?: number) {
    return this.warden.destroy({ recordingId, intent: await this.intent(recordingId, deleteAt) });
  }

  async hold(recordingId: RecordingId) {
    const hold = await this.prove("hold", { recordingId, caseId: newCaseId(), reviewAt: this.clock.now() + dayMs });
    return this.warden.hold({ recordingId, hold });
  }

  async endHold(recordingId: RecordingId) {
    return this.warden.endHold({ recordingId, hold: await this.prove("hold_ended", { recordingId }) });
  }

  /** A case with everything right, and room to make one thing wrong. */
  async releaseRequest(recordingId: RecordingId, options: ReleaseOptions = {}): Promise<ReleaseCase> {
    const { lock = "complaint", approvers = this.auditors.slice(0, lock === "complaint" ? 2 : 3) } = options;
    const caseId = options.caseId ?? newCaseId();
    const viewer = await generateSealingKey(testRandom);
    const log = options.log ?? this.log;
    const requester = options.requester ?? (lock === "complaint" ? "customer" : "requestr");
    const opened = await log.append("case", { caseId, recordingId, lock, requester, ...options.caseDetails });
    const signed = [];
    for (const approver of approvers) {
      const now = this.clock.now();
      const approval = {
        version: 1,
        caseId,
        recordingId,
        lock,
        auditor: approver.key.keyId,
        viewerKey: toHex(viewer.publicKey),
        approvedAt: now,
        expiresAt: now + 3_600_000,
        ...options.approval,
      } as Approval;
      const hash = createHash("sha256").update(statementBytes("approval", approval)).digest("hex");
      const details = { caseId, recordingId, auditor: approver.key.keyId, approval: hash, ...options.approvalDetails };
      const index = await log.append("approval", details);
      signed.push({ signed: await signTestApproval(approval, options.signer ?? approver), index });
    }
    if (!options.isUnseen) await this.show(log);
    const prove = (index: number) => log.proofOf(index, log.size, !options.isUnwitnessed);
    const approvals = await Promise.all(
      signed.map(async ({ signed: one, index }) => ({ signed: one, proof: await prove(index) })),
    );
    const viewerKey = toHex(viewer.publicKey);
    const request: ReleaseSecret = { recordingId, caseId, lock, viewerKey, approvals, opened: await prove(opened) };
    return { request, viewerKey: viewer.privateKey };
  }
}

export interface ReleaseCase {
  readonly request: ReleaseSecret;
  /** Private. */
  readonly viewerKey: Uint8Array;
}

export interface ReleaseOptions {
  readonly lock?: LockName;
  readonly approvers?: readonly TestAuditor[];
  readonly caseId?: CaseId;
  readonly requester?: string;
  readonly caseDetails?: Parameters<TestLog["note"]>[1];
  readonly approval?: Partial<Approval>;
  readonly approvalDetails?: Parameters<TestLog["note"]>[1];
  /** Signs in the approvers' place. */
  readonly signer?: TestAuditor;
  readonly log?: TestLog;
  readonly isUnwitnessed?: boolean;
  readonly isUnseen?: boolean;
}
