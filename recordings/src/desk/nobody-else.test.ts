import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Approval, CaseId, CaseView, DeskChallenge, type ReleaseSecret } from "@ferndiagnose/protocol";
import {
  type AuditorSet,
  fromHex,
  openLock,
  openSealed,
  parseHeader,
  resealShare,
  type SealingKey,
  sealTo,
  signStatement,
  statementBytes,
  toHex,
  unsealShare,
  verifyAuditorSet,
} from "@ferndiagnose/sealed-recording";
import { newTestAuditor, signTestApproval, type TestAuditor, testAuditorSet } from "@ferndiagnose/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newCaseId } from "../cases/case-number.ts";
import type { AuditorAtDesk } from "../command-line/client/auditor-at-desk.ts";
import { CommandError } from "../command-line/command-error.ts";
import { testRandom } from "../testing/test-ports.ts";
import { DeskUnderTest, type TestRecording, technician } from "./testing/desk-under-test.ts";

const hourMs = 3_600_000;
let desk: DeskUnderTest;
let recording: TestRecording;
let caseId: CaseId;
let viewer: SealingKey;
let anna: AuditorAtDesk;
let bert: AuditorAtDesk;

beforeAll(async () => {
  desk = await DeskUnderTest.create();
});
afterAll(() => desk.remove());
/** A complaint that anna has taken. */
beforeEach(async () => {
  recording = await desk.record();
  ({ caseId } = await desk.complain(recording));
  [anna, bert] = [await desk.signIn("anna"), await desk.signIn("bert")];
  viewer = await desk.viewer();
  await anna.take(caseId, viewer.publicKey);
});

async function headerOf({ recordingId }: TestRecording) {
  const blob = await desk.blobs.open(recordingId);
  const { header } = await parseHeader(await blob.read(0, blob.size));
  await blob.close();
  return header;
}

function approvalBy({ key }: TestAuditor, facts: Partial<Approval> = {}): Approval {
  const approvedAt = desk.clock.now();
  const bound = { caseId, recordingId: recording.recordingId, viewerKey: toHex(viewer.publicKey) };
  const common = { version: 1, lock: "complaint", auditor: key.keyId } as const;
  return { ...common, ...bound, approvedAt, expiresAt: approvedAt + hourMs, ...facts };
}

/** What somebody with the database at hand writes into it: an approval with its leaf, and the state it would lead to. */
async function smuggle(by: TestAuditor, approval: Approval, signedBy = by): Promise<void> {
  const signed = { approval, signature: await signStatement("approval", approval, signedBy.key) };
  const box = await sealTo(viewer.publicKey, "viewer share", new Uint8Array(0), testRandom(33), testRandom);
  const leaf = await desk.journal.append("approval", { caseId, recordingId: recording.recordingId }, { caseId });
  await desk.database.tables
    .insertInto("approval")
    .values({
      case_id: caseId,
      auditor: approval.auditor,
      signed: JSON.stringify(signed),
      share: JSON.stringify({ auditor: approval.auditor, lock: approval.lock, box }),
      leaf_index: leaf,
    })
    .execute();
  await desk.database.tables.updateTable("review_case").set({ state: "approved" }).execute();
}

/** What a server without any scruples asks of the warden. */
async function askWarden(approvals: Approval[], signers: TestAuditor[], facts: Partial<ReleaseSecret> = {}) {
  const { journal, wardens } = desk;
  const proven = await Promise.all(
    approvals.map(async (approval, index) => {
      const signed = await signTestApproval(approval, signers[index] as TestAuditor);
      const digest = createHash("sha256").update(statementBytes("approval", approval)).digest("hex");
      const leaf = await journal.append("approval", {
        caseId: approval.caseId,
        recordingId: approval.recordingId,
        auditor: approval.auditor,
        approval: digest,
      });
      return { signed, proof: await journal.proofOf(leaf) };
    }),
  );
  const opened = await journal.proofOf((await journal.indexOf("case", { caseId })) as number);
  const viewerKey = toHex(viewer.publicKey);
  const request = { recordingId: recording.recordingId, caseId, lock: "complaint", viewerKey, opened } as const;
  return wardens.release({ ...request, approvals: proven, ...facts });
}

const refused = (code: string) => ({ code });

describe("the technician of the session, who is an auditor too", () => {
  test("sees no case of it, and cannot take, approve, read or close it", async () => {
    const theo = await desk.signIn("theo");
    expect(await theo.cases()).toEqual([]);
    await expect(theo.show(caseId)).rejects.toMatchObject(refused("case_unknown"));
    await expect(theo.line.bytes(`cases/${caseId}/header`)).rejects.toMatchObject(refused("case_unknown"));
    await expect(theo.breakGlass(recording.recordingId, "just curious")).rejects.toMatchObject(
      refused("approver_was_technician"),
    );
    await smuggle(desk.auditors.theo, approvalBy(desk.auditors.theo));
    await anna.approve(caseId, hourMs);
    await expect(anna.release(caseId)).rejects.toMatchObject(refused("approvals_too_few"));
    const { theo: helper, anna: first } = desk.auditors;
    const asked = askWarden([approvalBy(first), approvalBy(helper)], [first, helper]);
    await expect(asked).rejects.toMatchObject(refused("approver_was_technician"));
    expect(technician).toBe("TECH-2345");
  });
});

describe("the operator, with every file of server and warden and the programs stopped", () => {
  test("finds neither code nor secret nor share in anything that lies there, and no key that opens", async () => {
    await desk.closeServer();
    await desk.stopWarden();
    const files = await readdir(desk.folder, { recursive: true, withFileTypes: true });
    const secrets = [
      Buffer.from(recording.code),
      Buffer.from(recording.shredSecret),
      Buffer.from(toHex(recording.shredSecret)),
    ];
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name))),
    );
    expect(contents.length).toBeGreaterThan(5);
    for (const content of contents) for (const secret of secrets) expect(content.includes(secret)).toBe(false);
    // Even with the shred secret, which a warden on the same machine cannot hide from its administrator.
    const header = await headerOf(recording);
    const { shredSecret, recordingId } = recording;
    const mallory = await newTestAuditor();
    const stolen = { ...mallory.key, keyId: desk.auditors.anna.key.keyId };
    await expect(unsealShare(header, stolen, "complaint")).rejects.toMatchObject(refused("share_unreadable"));
    await expect(
      openLock(header, { lock: "complaint", shares: [], shredSecret, complaintCode: recording.code }),
    ).rejects.toMatchObject(refused("shares_too_few"));
    const row = await desk.database.tables
      .selectFrom("review_case")
      .select("codes")
      .where("recording_id", "=", recordingId)
      .executeTakeFirstOrThrow();
    for (const { auditor, box } of JSON.parse(row.codes ?? "[]")) {
      const binding = Buffer.concat([fromHex(recordingId), fromHex(auditor)]);
      await expect(openSealed(mallory.key.privateKey, "complaint code for auditor", binding, box)).rejects.toThrow();
    }
    await desk.restart();
  });
});

describe("one auditor alone", () => {
  test("is refused by the server, by the warden, and by the lock", async () => {
    const { anna: self } = desk.auditors;
    await anna.approve(caseId, hourMs);
    await expect(anna.approve(caseId, hourMs)).rejects.toMatchObject(refused("approver_twice"));
    await expect(anna.release(caseId)).rejects.toMatchObject(refused("approvals_too_few"));
    await expect(anna.line.bytes(`cases/${caseId}/file`)).rejects.toMatchObject(refused("case_state_wrong"));
    await expect(askWarden([approvalBy(self)], [self])).rejects.toMatchObject(refused("approvals_too_few"));
    const twice = [approvalBy(self), approvalBy(self, { expiresAt: desk.clock.now() + 2 * hourMs })];
    await expect(askWarden(twice, [self, self])).rejects.toMatchObject(refused("approver_twice"));
    const header = await headerOf(recording);
    const share = await unsealShare(header, self.key, "complaint");
    const { shredSecret, code: complaintCode } = recording;
    for (const shares of [[share], [share, share]]) {
      await expect(openLock(header, { lock: "complaint", shares, shredSecret, complaintCode })).rejects.toThrow();
    }
  });

  test("with two keys under one name does not even get into the set", async () => {
    const { anna: self, ...others } = desk.auditors;
    const second = await newTestAuditor({ person: self.entry.person });
    const set = await testAuditorSet([self, second, ...Object.values(others)]);
    await expect(verifyAuditorSet(set)).rejects.toMatchObject(refused("auditor_set_invalid"));
    await expect(desk.wardens.submitAuditorSet(set)).rejects.toMatchObject(refused("auditor_set_refused"));
  });
});

describe("two auditors without the complaint code", () => {
  test("cannot take a case they made up, and have no lock that opens for two", async () => {
    const made = newCaseId(testRandom);
    await desk.database.tables
      .insertInto("review_case")
      .values({
        case_id: made,
        recording_id: recording.recordingId,
        lock: "complaint",
        state: "open",
        requester: "customer",
        reason: "complaint",
        codes: null,
        statements: "{}",
        viewer_key: null,
        taken_by: null,
        opened_at: desk.clock.now(),
        expires_at: null,
        closed_at: null,
      })
      .execute();
    await expect(anna.take(made, viewer.publicKey)).rejects.toMatchObject(refused("approver_without_share"));
    const header = await headerOf(recording);
    const { shredSecret } = recording;
    const two = [desk.auditors.anna, desk.auditors.bert];
    const shares = await Promise.all(two.map(({ key }) => unsealShare(header, key, "complaint")));
    await expect(
      openLock(header, { lock: "complaint", shares, shredSecret, complaintCode: "0".repeat(20) }),
    ).rejects.toMatchObject(refused("code_wrong"));
    const glass = await Promise.all(two.map(({ key }) => unsealShare(header, key, "break-glass")));
    await expect(openLock(header, { lock: "break-glass", shares: glass, shredSecret })).rejects.toMatchObject(
      refused("shares_too_few"),
    );
    await desk.database.tables.deleteFrom("review_case").where("case_id", "=", made).execute();
  });

  test("a complaint with a wrong proof opens nothing and holds nothing", async () => {
    const other = await desk.record();
    const codes = JSON.parse(
      (await desk.database.tables.selectFrom("review_case").select("codes").executeTakeFirstOrThrow()).codes ?? "[]",
    );
    const { sessionId, recordingId } = other;
    const complaint = { sessionId, recordingId, proof: "0".repeat(64), codes };
    await expect(desk.cases.complaints.complain(complaint)).rejects.toMatchObject(refused("complaint_not_accepted"));
    await expect(
      desk.cases.complaints.complain({ ...complaint, recordingId: "f".repeat(32) as never }),
    ).rejects.toMatchObject(refused("complaint_not_accepted"));
    const held = await desk.database.tables
      .selectFrom("hold")
      .select("recording_id")
      .where("recording_id", "=", other.recordingId)
      .execute();
    expect(held).toEqual([]);
    await expect(desk.complain({ ...other, code: recording.code })).rejects.toThrow(CommandError);
    await expect(desk.complain({ ...other, recordingKey: recording.recordingKey })).rejects.toThrow(
      "another recording",
    );
  });
});

describe("who edits the database", () => {
  test("sets the state by hand: nothing opens", async () => {
    for (const state of ["approved", "released"] as const) {
      await desk.database.tables.updateTable("review_case").set({ state }).where("case_id", "=", caseId).execute();
      await expect(anna.release(caseId)).rejects.toMatchObject(refused("approvals_too_few"));
      await expect(anna.line.bytes(`cases/${caseId}/file`)).rejects.toMatchObject(refused("case_state_wrong"));
    }
  });

  test("inserts approvals with forged signatures, or of another case: they do not count", async () => {
    await anna.approve(caseId, hourMs);
    const { bert: other, anna: self } = desk.auditors;
    await smuggle(other, approvalBy(other), self);
    await expect(anna.release(caseId)).rejects.toMatchObject(refused("approvals_too_few"));
    await expect(askWarden([approvalBy(self), approvalBy(other)], [self, self])).rejects.toMatchObject(
      refused("approval_forged"),
    );
    const elsewhere = CaseId.parse("abcdefghij234567");
    await desk.database.tables.deleteFrom("approval").where("auditor", "=", other.key.keyId).execute();
    await smuggle(other, approvalBy(other, { caseId: elsewhere }));
    await expect(anna.release(caseId)).rejects.toMatchObject(refused("approvals_too_few"));
    const replayed = [approvalBy(self), approvalBy(other, { caseId: elsewhere })];
    await expect(askWarden(replayed, [self, other])).rejects.toMatchObject(refused("approval_differs"));
  });

  test("deletes approvals: the case does not open with what is left", async () => {
    await anna.approve(caseId, hourMs);
    await bert.approve(caseId, hourMs);
    const { keyId } = desk.auditors.bert.key;
    await desk.database.tables.deleteFrom("approval").where("auditor", "=", keyId).execute();
    await expect(anna.release(caseId)).rejects.toMatchObject(refused("approvals_too_few"));
  });

  test("names another viewer key: approvers refuse it, and the warden releases to no other", async () => {
    const mallory = await desk.viewer();
    const stored = await desk.database.tables
      .selectFrom("review_case")
      .select("statements")
      .where("case_id", "=", caseId)
      .executeTakeFirstOrThrow();
    const { taking } = JSON.parse(stored.statements ?? "{}");
    const statement = { ...taking.statement, viewerKey: toHex(mallory.publicKey) };
    const { bert: other, anna: self } = desk.auditors;
    const set = (statements: string) =>
      desk.database.tables.updateTable("review_case").set({ statements }).where("case_id", "=", caseId).execute();
    await set(JSON.stringify({ taking: { statement, signature: taking.signature } }));
    await expect(bert.approve(caseId, hourMs)).rejects.toThrow("Nobody has taken this case");
    await set(stored.statements ?? "{}");
    await bert.approve(caseId, hourMs);
    const approvals = [approvalBy(self), approvalBy(other)];
    const asked = askWarden(approvals, [self, other], { viewerKey: toHex(mallory.publicKey) });
    await expect(asked).rejects.toMatchObject(refused("approval_differs"));
  });

  test("opens a closed case again: the warden remembers", async () => {
    const { bert: other, anna: self } = desk.auditors;
    await anna.approve(caseId, hourMs);
    await bert.approve(caseId, hourMs);
    await bert.close(caseId, [await anna.signClosing(caseId)]);
    await desk.database.tables
      .updateTable("review_case")
      .set({ state: "approved", closed_at: null })
      .where("case_id", "=", caseId)
      .execute();
    await expect(anna.release(caseId)).rejects.toMatchObject(refused("case_closed"));
    const again = askWarden([approvalBy(self), approvalBy(other)], [self, other]);
    await expect(again).rejects.toMatchObject(refused("case_closed"));
  });
});

describe("a server that lies to approvers", () => {
  test("about the viewer key, the header or the auditors: they do not sign", async () => {
    const mallory = await newTestAuditor();
    const others = await testAuditorSet([mallory, await newTestAuditor({ external: true }), await newTestAuditor()]);
    const truth = desk.sets.splice(0, 1, others) as [AuditorSet];
    const lied = await desk.signIn("bert").catch((error: unknown) => error);
    expect(lied).toMatchObject(refused("approver_unknown"));
    desk.sets.splice(0, 1, truth[0]);
    // The desk may keep the auditor and still add one of its own: then the chain breaks.
    const added = await testAuditorSet([...Object.values(desk.auditors), mallory], {
      set: truth[0],
      signers: [mallory],
    });
    desk.sets.push(added);
    const again = await desk.signIn("bert");
    await expect(again.approve(caseId, hourMs)).rejects.toThrow("does not follow from the one before");
    desk.sets.pop();
  });

  test("adds an auditor to its own file: the warden does not know them", async () => {
    const mallory = await newTestAuditor();
    const [set] = desk.sets as [AuditorSet];
    desk.sets[0] = { ...set, auditors: [...set.auditors, mallory.entry] };
    await anna.approve(caseId, hourMs).catch(() => undefined);
    await smuggle(mallory, approvalBy(mallory));
    const { anna: self } = desk.auditors;
    await expect(askWarden([approvalBy(self), approvalBy(mallory)], [self, mallory])).rejects.toMatchObject(
      refused("approver_unknown"),
    );
    desk.sets[0] = set;
    await expect(
      desk.wardens.submitAuditorSet({ ...set, auditors: [...set.auditors, mallory.entry] }),
    ).rejects.toThrow();
  });
});

describe("breaking the glass", () => {
  test("the requester approves nothing, also past the server", async () => {
    const { anna: self, bert: other, cleo } = desk.auditors;
    const view = await anna.breakGlass(recording.recordingId, "court order 17");
    await anna.take(view.caseId, viewer.publicKey);
    await expect(anna.approve(view.caseId, hourMs)).rejects.toMatchObject(refused("approver_is_requester"));
    const bound = { caseId: view.caseId, lock: "break-glass" } as const;
    const three = [self, other, cleo];
    caseId = view.caseId;
    const asked = askWarden(
      three.map((auditor) => approvalBy(auditor, bound)),
      three,
      { caseId: view.caseId, lock: "break-glass" },
    );
    await expect(asked).rejects.toMatchObject(refused("approver_is_requester"));
    const { dora } = desk.auditors;
    const insiders = [other, dora];
    const few = askWarden(
      insiders.map((auditor) => approvalBy(auditor, bound)),
      insiders,
      { caseId: view.caseId, lock: "break-glass" },
    );
    await expect(few).rejects.toMatchObject(refused("approvals_too_few"));
  });
});

describe("replayed", () => {
  test("a sign-in serves once, here, and not for long", async () => {
    const { nonce } = await desk.line().post("desk/challenge", {}, DeskChallenge);
    const { key } = desk.auditors.anna;
    const signIn = async (facts: { desk?: string; nonce?: string; at?: number } = {}) => {
      const statement = {
        version: 1,
        type: "desk-sign-in",
        auditor: key.keyId,
        at: desk.clock.now(),
        desk: desk.url,
        nonce,
        ...facts,
      };
      const signature = await signStatement("desk-sign-in", statement, key);
      return fetch(`${desk.url}/api/v1/desk/sign-in`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ statement, signature }),
      }).then((response) => response.status);
    };
    expect(await signIn({ desk: "https://elsewhere.example" })).toBe(401);
    expect(await signIn({ nonce: "0".repeat(64) })).toBe(401);
    expect(await signIn({ at: desk.clock.now() - hourMs })).toBe(409);
    expect(await signIn()).toBe(200);
    expect(await signIn()).toBe(401);
    desk.clock.aheadMs += 3 * 60_000;
    expect(await signIn()).toBe(401);
    desk.clock.aheadMs -= 3 * 60_000;
  });

  test("an approval or a taking of another case, an old one, one from tomorrow: refused", async () => {
    const second = await desk.record();
    const other = await desk.complain(second);
    const approval = approvalBy(desk.auditors.bert);
    const signed = await signTestApproval(approval, desk.auditors.bert);
    const header = await headerOf(recording);
    const share = await resealShare(
      await unsealShare(header, desk.auditors.bert.key, "complaint"),
      viewer.publicKey,
      caseId,
      testRandom,
    );
    const post = (to: string, body: object) => bert.line.post(`cases/${to}/approvals`, body, CaseView);
    await expect(post(other.caseId, { signed, share })).rejects.toMatchObject(refused("approval_differs"));
    const late = approvalBy(desk.auditors.bert, { approvedAt: desk.clock.now() + hourMs });
    await expect(
      post(caseId, {
        signed: await signTestApproval({ ...late, expiresAt: late.approvedAt + hourMs }, desk.auditors.bert),
        share,
      }),
    ).rejects.toMatchObject(refused("approval_from_future"));
    const long = approvalBy(desk.auditors.bert, { expiresAt: desk.clock.now() + 30 * hourMs });
    await expect(
      post(caseId, { signed: await signTestApproval(long, desk.auditors.bert), share }),
    ).rejects.toMatchObject(refused("approval_too_long"));
    await expect(
      post(caseId, { signed: await signTestApproval(approval, desk.auditors.anna), share }),
    ).rejects.toMatchObject(refused("approval_forged"));
    await expect(anna.line.post(`cases/${caseId}/approvals`, { signed, share }, CaseView)).rejects.toMatchObject(
      refused("approval_forged"),
    );
  });
});

describe("a removed auditor", () => {
  test("is out at once: signed in or not, and approvals given before do not count", async () => {
    await anna.approve(caseId, hourMs);
    await bert.approve(caseId, hourMs);
    await desk.removeAuditor("bert");
    await expect(bert.cases()).rejects.toMatchObject(refused("approver_unknown"));
    await expect(desk.signIn("bert")).rejects.toMatchObject(refused("approver_unknown"));
    await expect(anna.release(caseId)).rejects.toMatchObject(refused("approvals_too_few"));
    const { anna: self, bert: gone } = desk.auditors;
    await expect(askWarden([approvalBy(self), approvalBy(gone)], [self, gone])).rejects.toMatchObject(
      refused("approver_removed"),
    );
    const dora = await desk.signIn("dora");
    await dora.approve(caseId, hourMs);
    expect(await anna.release(caseId)).toMatchObject({ shares: { length: 2 } });
  });
});
