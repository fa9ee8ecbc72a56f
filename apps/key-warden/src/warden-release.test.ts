import { ProtocolError } from "@ferndiagnose/protocol";
import { newTestAuditor, testAuditorSet } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  newCaseId,
  newRecordingId,
  type ReleaseOptions,
  type technician,
  WardenUnderTest,
} from "./testing/warden-under-test.ts";

let bench: WardenUnderTest;

beforeEach(async () => {
  bench = await WardenUnderTest.create();
});
afterEach(() => bench.remove());

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "allowed",
    (error: unknown) => {
      if (error instanceof ProtocolError) return error.code;
      throw error;
    },
  );
}

async function codeFor(
  options: ReleaseOptions = {},
  recordingId?: Awaited<ReturnType<typeof bench.stored>>["recordingId"],
) {
  const stored = recordingId ?? (await bench.stored()).recordingId;
  const { request } = await bench.releaseRequest(stored, options);
  return codeOf(bench.warden.release(request));
}

describe("the whole warden, with signed statements and a real log, refuses", () => {
  it("what it never had", async () => {
    expect(await codeFor({}, newRecordingId())).toBe("secret_unknown");
  });

  it("a forged approval", async () => {
    expect(await codeFor({ signer: await newTestAuditor() })).toBe("approval_forged");
  });

  it("the requester's own approval", async () => {
    const [first, second, third] = bench.auditors;
    if (!first || !second || !third) throw new Error("No auditors");
    const approvers = [first, second, third];
    const requester = second.entry.person;
    expect(await codeFor({ lock: "break-glass", requester, approvers })).toBe("approver_is_requester");
  });

  it("the technician's own approval", async () => {
    const recordingId = newRecordingId();
    const tech = { technician: "TECH-2222" as typeof technician };
    await bench.warden.store(await bench.storeRequest(recordingId, new Uint8Array(32), tech));
    expect(await codeFor({ approvers: bench.auditors.slice(2) }, recordingId)).toBe("approver_was_technician");
    expect(await codeFor({ approvers: bench.auditors.slice(0, 2) }, recordingId)).toBe("allowed");
  });

  it("a removed auditor from the moment on that it knows, and one it does not know", async () => {
    const { recordingId } = await bench.stored();
    const { request } = await bench.releaseRequest(recordingId);
    const newcomer = await newTestAuditor();
    const next = await testAuditorSet([...bench.auditors.slice(1), newcomer], {
      set: bench.set,
      signers: bench.auditors.slice(1, 3),
    });
    expect(await codeFor({ approvers: [newcomer, ...bench.auditors.slice(1, 2)] }, recordingId)).toBe(
      "approver_unknown",
    );
    await bench.warden.submitAuditorSet(next);
    expect(await codeOf(bench.warden.release(request))).toBe("approver_removed");
    await bench.start();
    expect(await codeOf(bench.warden.release(request))).toBe("approver_removed");
    expect(await codeFor({ approvers: bench.auditors.slice(1, 3) }, recordingId)).toBe("allowed");
    expect(await codeFor({ approvers: [newcomer, ...bench.auditors.slice(1, 2)] }, recordingId)).toBe(
      "approver_without_share",
    );
  });

  it("approvals replayed for another case, recording or viewer", async () => {
    const [one, other] = [await bench.stored(), await bench.stored()];
    const { request } = await bench.releaseRequest(one.recordingId);
    const second = await bench.releaseRequest(other.recordingId);
    const { approvals } = request;
    expect(await codeOf(bench.warden.release({ ...second.request, approvals }))).toBe("approval_differs");
    expect(await codeOf(bench.warden.release({ ...request, viewerKey: second.request.viewerKey }))).toBe(
      "approval_differs",
    );
    expect(await codeOf(bench.warden.release({ ...request, caseId: newCaseId() }))).toBe("log_details_differ");
    expect(await codeOf(bench.warden.release({ ...request, recordingId: other.recordingId }))).toBe(
      "log_details_differ",
    );
    expect(await codeOf(bench.warden.release({ ...request, lock: "break-glass" }))).toBe("log_details_differ");
  });

  it("approvals that have run out meanwhile", async () => {
    const { recordingId } = await bench.stored();
    const { request } = await bench.releaseRequest(recordingId);
    bench.clock.advance(3_600_000 - 1);
    expect(await codeOf(bench.warden.release(request))).toBe("allowed");
    bench.clock.advance(1);
    expect(await codeOf(bench.warden.release(request))).toBe("approval_expired");
  });

  it("what stands in the log otherwise, or more besides", async () => {
    expect(await codeFor({ caseDetails: { note: "more" } })).toBe("log_details_differ");
    expect(await codeFor({ approvalDetails: { auditor: "0".repeat(32) } })).toBe("log_details_differ");
    const { recordingId } = await bench.stored();
    const { request } = await bench.releaseRequest(recordingId);
    const [first, second] = request.approvals;
    if (!first || !second) throw new Error("No approvals");
    const swapped = { ...request, approvals: [first, { ...second, proof: first.proof }] };
    expect(await codeOf(bench.warden.release(swapped))).toBe("log_details_differ");
    const forged = { ...second, proof: { ...second.proof, salt: "0".repeat(64) } };
    expect(await codeOf(bench.warden.release({ ...request, approvals: [first, forged] }))).toBe("log_proof_refused");
  });
});

describe("of the log it refuses", () => {
  it("a checkpoint that nobody has witnessed", async () => {
    expect(await codeFor({ isUnwitnessed: true })).toBe("log_unwitnessed");
    await bench.log.append("view", {});
    const checkpoint = await bench.log.checkpoint(bench.log.size, false);
    const shown = { checkpoint, newest: bench.warden.status.logSize, consistency: [] };
    expect(await codeOf(bench.warden.showCheckpoint(shown))).toBe("log_unwitnessed");
  });

  it("a checkpoint it has not been shown, and one shown against a size that is not its newest", async () => {
    const { recordingId } = await bench.stored();
    await bench.show();
    const { request } = await bench.releaseRequest(recordingId, { isUnseen: true });
    expect(await codeOf(bench.warden.release(request))).toBe("log_checkpoint_unknown");
    const checkpoint = await bench.log.checkpoint();
    expect(await codeOf(bench.warden.showCheckpoint({ checkpoint, newest: 99, consistency: [] }))).toBe(
      "log_checkpoint_unknown",
    );
    await bench.show();
    expect(await codeOf(bench.warden.release(request))).toBe("allowed");
  });

  it("the checkpoint of a forked log, signed and witnessed as it may be, of any size", async () => {
    const { recordingId } = await bench.stored();
    for (let leaf = 0; leaf < 11; leaf++) await bench.log.append("view", { leaf });
    await bench.show();
    for (const kept of [0, 1, 5, 8, 10]) {
      const fork = bench.log.fork(kept);
      for (let leaf = 0; leaf < 8; leaf++) {
        await fork.append("view", { leaf, forked: true });
        if (fork.size === bench.log.size) continue;
        const [small, large] = [Math.min(fork.size, 11), Math.max(fork.size, 11)];
        const shown = { checkpoint: await fork.checkpoint(), newest: 11 };
        for (const log of [bench.log, fork]) {
          const consistency = await log.consistency(small, large).catch(() => []);
          expect(await codeOf(bench.warden.showCheckpoint({ ...shown, consistency }))).toBe("log_forked");
        }
      }
      const { request } = await bench.releaseRequest(recordingId, { log: fork, isUnseen: true });
      expect(["log_forked", "log_checkpoint_unknown"]).toContain(await codeOf(bench.warden.release(request)));
    }
    const twin = bench.log.fork(10);
    await twin.append("view", { forked: true });
    const consistency: string[] = [];
    expect(
      await codeOf(bench.warden.showCheckpoint({ checkpoint: await twin.checkpoint(), newest: 11, consistency })),
    ).toBe("log_forked");
    await bench.start();
    expect(
      await codeOf(bench.warden.showCheckpoint({ checkpoint: await twin.checkpoint(), newest: 11, consistency })),
    ).toBe("log_forked");
    expect(await codeFor({}, recordingId)).toBe("allowed");
  });

  it("nothing of its past: an older checkpoint that lies on the same history is as good", async () => {
    const { recordingId } = await bench.stored();
    const { request } = await bench.releaseRequest(recordingId, { isUnseen: true });
    const old = { size: bench.log.size, checkpoint: request.opened.checkpoint };
    for (let leaf = 0; leaf < 5; leaf++) await bench.log.append("view", { leaf });
    await bench.show();
    const newest = bench.log.size;
    const consistency = await bench.log.consistency(old.size, newest);
    await bench.warden.showCheckpoint({ checkpoint: old.checkpoint, newest, consistency });
    expect(bench.warden.status.logSize).toBe(newest);
    expect(await codeOf(bench.warden.release(request))).toBe("allowed");
  });

  it("nothing more after hundreds of checkpoints, of which it keeps the newest", async () => {
    for (let leaf = 0; leaf < 300; leaf++) {
      await bench.log.append("view", { leaf });
      await bench.show();
    }
    expect(bench.warden.status.logSize).toBe(300);
    expect(await codeFor()).toBe("allowed");
  });
});

describe("auditor sets", () => {
  it("follow the chain or are refused", async () => {
    const [first, second] = bench.auditors;
    if (!first || !second) throw new Error("No auditors");
    const newcomers = await Promise.all([newTestAuditor(), newTestAuditor(), newTestAuditor({ external: true })]);
    const foreign = await testAuditorSet(newcomers, { set: bench.set, signers: newcomers.slice(0, 2) });
    expect(await codeOf(bench.warden.submitAuditorSet(foreign))).toBe("auditor_set_refused");
    const byOne = await testAuditorSet(bench.auditors, { set: bench.set, signers: [first] });
    expect(await codeOf(bench.warden.submitAuditorSet(byOne))).toBe("auditor_set_refused");
    const another = await testAuditorSet(newcomers);
    expect(await codeOf(bench.warden.submitAuditorSet(another))).toBe("auditor_set_refused");
    expect(await codeOf(bench.warden.submitAuditorSet(bench.set))).toBe("allowed");
    const good = await testAuditorSet(bench.auditors.slice(0, 3), { set: bench.set, signers: [first, second] });
    expect((await bench.warden.submitAuditorSet(good)).auditorSetVersion).toBe(2);
    await bench.start();
    expect(bench.warden.status.auditorSetVersion).toBe(2);
  });
});
