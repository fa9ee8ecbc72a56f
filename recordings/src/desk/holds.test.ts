import { complaintProof } from "@ferndiagnose/sealed-recording";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordingStatus } from "../cases/recording-status.ts";
import { PurgeTable } from "../retention/purge-table.ts";
import { forgetPersons } from "../retention/recording-rows.ts";
import { DeskUnderTest, type TestRecording } from "./testing/desk-under-test.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
let desk: DeskUnderTest;

beforeAll(async () => {
  desk = await DeskUnderTest.create();
});
afterAll(() => desk.remove());

const holdRow = ({ recordingId }: TestRecording) =>
  desk.database.tables.selectFrom("hold").selectAll().where("recording_id", "=", recordingId).executeTakeFirst();
/** The complaint about a recording as it came in. */
async function sentFor({ sessionId, recordingId, code }: TestRecording) {
  const { codes } = await desk.database.tables
    .selectFrom("review_case")
    .select("codes")
    .where("recording_id", "=", recordingId)
    .executeTakeFirstOrThrow();
  return { sessionId, recordingId, proof: await complaintProof(code, recordingId), codes: JSON.parse(codes ?? "[]") };
}
const leaves = ({ recordingId }: TestRecording) => desk.leaves(recordingId);
const stateOf = async ({ sessionId }: TestRecording) => (await recordingStatus(desk.database, sessionId)).state;
/** As the timer does it every minute. */
async function sweep() {
  await desk.cases.stop();
  await desk.desk.stop();
  await desk.open();
}

async function claim({ recordingId }: TestRecording) {
  const purges = new PurgeTable(desk.database, "test");
  const facts = {
    sessionId: null,
    deleteAt: desk.clock.now(),
    finalHash: "0".repeat(64),
    wardens: null,
    objects: [],
    bytes: 0,
  };
  return purges.claim(recordingId, facts, desk.clock.now());
}

test("a complaint holds; two persons extend, one does not; an ending takes a closed case", async () => {
  const recording = await desk.record();
  expect(await stateOf(recording)).toBe("locked");
  const { caseId, reviewAt } = await desk.complain(recording);
  expect(await stateOf(recording)).toBe("held");
  expect(reviewAt - desk.clock.now()).toBeGreaterThan(29.9 * dayMs);
  expect(await claim(recording)).toBe("held");
  const [anna, bert] = [await desk.signIn("anna"), await desk.signIn("bert")];
  const { recordingId } = recording;
  const until = desk.clock.now() + 20 * dayMs;
  const words = [
    await anna.signExtension(recordingId, until, "court asks"),
    await bert.signExtension(recordingId, until, "court asks"),
  ];
  await expect(anna.extendHold(recordingId, [words[0], words[0]] as never)).rejects.toMatchObject({
    code: "second_person_missing",
  });
  const long = desk.clock.now() + 31 * dayMs;
  const tooLong = [
    await anna.signExtension(recordingId, long, "court asks"),
    await bert.signExtension(recordingId, long, "court asks"),
  ];
  await expect(anna.extendHold(recordingId, tooLong)).rejects.toMatchObject({ code: "hold_too_long" });
  const differing = [words[0], await bert.signExtension(recordingId, until + 1, "court asks")] as never;
  await expect(anna.extendHold(recordingId, differing)).rejects.toMatchObject({ code: "statement_invalid" });
  expect(await anna.extendHold(recordingId, words)).toEqual({ recordingId, reviewAt: until });
  expect(await holdRow(recording)).toMatchObject({ review_at: until, reason: "court asks" });
  const endings = [await anna.signEnding(recordingId), await bert.signEnding(recordingId)];
  await expect(anna.endHold(recordingId, endings)).rejects.toMatchObject({ code: "case_state_wrong" });
  await anna.close(caseId, [await bert.signClosing(caseId)]);
  for (const alone of [endings.slice(0, 1), [endings[0], endings[0]] as never]) {
    await expect(anna.endHold(recordingId, alone)).rejects.toMatchObject({
      code: alone.length === 1 ? "message_malformed" : "second_person_missing",
    });
  }
  expect(await anna.endHold(recordingId, endings)).toEqual({ recordingId, reviewAt: null });
  await expect(anna.endHold(recordingId, endings)).rejects.toMatchObject({ code: "hold_unknown" });
  expect(await stateOf(recording)).toBe("locked");
  expect(await leaves(recording)).toEqual(["opened", "case", "hold", "hold", "case_closed", "hold_ended"]);
  expect(await claim(recording)).toMatchObject({ step: "intended" });
});

test("after the intention to destroy a complaint comes too late", async () => {
  const recording = await desk.record();
  expect(await claim(recording)).toMatchObject({ step: "intended" });
  await expect(desk.complain(recording)).rejects.toMatchObject({ code: "recording_gone" });
  const anna = await desk.signIn("anna");
  await expect(anna.breakGlass(recording.recordingId, "court asks")).rejects.toMatchObject({ code: "recording_gone" });
  expect(await holdRow(recording)).toBeUndefined();
});

test("a hold nobody extended lapses when no case needs it and other clocks agree; an open complaint never lapses", async () => {
  const [closed, ignored] = [await desk.record(), await desk.record()];
  const { caseId } = await desk.complain(closed);
  await desk.complain(ignored);
  const [anna, bert] = [await desk.signIn("anna"), await desk.signIn("bert")];
  await anna.close(caseId, [await bert.signClosing(caseId)]);
  desk.clock.aheadMs = 31 * dayMs;
  desk.isClockBelieved = false;
  await sweep();
  expect(await holdRow(closed)).toMatchObject({ ended_at: null });
  desk.isClockBelieved = true;
  await sweep();
  expect((await holdRow(closed))?.ended_at).not.toBeNull();
  expect(await holdRow(ignored)).toMatchObject({ ended_at: null });
  expect(desk.noted.messages).toContain("hold.review_overdue");
  const [overdue] = (await (await desk.signIn("anna")).cases()).filter(
    ({ recordingId }) => recordingId === ignored.recordingId,
  );
  expect(overdue?.hold).toMatchObject({ isOverdue: true });
  desk.clock.aheadMs = 0;
});

test("a case closes by itself with its earliest approval, also when the server was away meanwhile", async () => {
  const recording = await desk.record();
  const { caseId } = await desk.complain(recording);
  const [anna, bert] = [await desk.signIn("anna"), await desk.signIn("bert")];
  await anna.take(caseId, (await desk.viewer()).publicKey);
  await anna.approve(caseId, 2 * hourMs);
  await bert.approve(caseId, hourMs / 2);
  await anna.release(caseId);
  expect(await stateOf(recording)).toBe("opened");
  await desk.closeServer();
  desk.clock.aheadMs = hourMs / 2 + 1_000;
  await desk.open();
  const again = await desk.signIn("anna");
  expect(await again.show(caseId)).toMatchObject({ state: "closed", expiresAt: null });
  await expect(again.release(caseId)).rejects.toMatchObject({ code: "case_closed" });
  await expect(again.line.bytes(`cases/${caseId}/file`)).rejects.toMatchObject({ code: "case_closed" });
  const { state, openings } = await recordingStatus(desk.database, recording.sessionId);
  expect({ state, openings }).toMatchObject({ state: "held", openings: [{ kind: "complaint" }] });
  expect((await leaves(recording)).at(-1)).toBe("case_closed");
  desk.clock.aheadMs = 0;
});

test("one auditor alone does not make a complaint go away, neither by closing nor by an approval that runs out", async () => {
  const recording = await desk.record();
  const { caseId } = await desk.complain(recording);
  const [anna, bert] = [await desk.signIn("anna"), await desk.signIn("bert")];
  const [own, word] = [await anna.signClosing(caseId), await bert.signClosing(caseId)];
  await expect(anna.close(caseId)).rejects.toMatchObject({ code: "second_person_missing" });
  await expect(anna.close(caseId, [own])).rejects.toMatchObject({ code: "second_person_missing" });
  const forged = { ...word, statement: { ...word.statement, auditor: desk.auditors.dora.key.keyId } };
  await expect(anna.close(caseId, [forged])).rejects.toMatchObject({ code: "statement_invalid" });
  const other = await bert.signClosing((await desk.complain(await desk.record())).caseId);
  await expect(anna.close(caseId, [other])).rejects.toMatchObject({ code: "statement_invalid" });
  await anna.take(caseId, (await desk.viewer()).publicKey);
  await anna.approve(caseId, hourMs / 2);
  desk.clock.aheadMs = hourMs / 2 + 1_000;
  // As the timer does it, which comes before anybody looks.
  await sweep();
  desk.clock.aheadMs = 0;
  const again = await desk.signIn("bert");
  expect(await again.show(caseId)).toMatchObject({ state: "open", takenBy: null, approvals: [], expiresAt: null });
  expect(await stateOf(recording)).toBe("held");
  const viewer = await desk.viewer();
  await again.take(caseId, viewer.publicKey);
  await (await desk.signIn("dora")).approve(caseId, hourMs);
  await again.approve(caseId, hourMs);
  expect((await again.release(caseId)).code).not.toBeNull();
  expect(await again.close(caseId)).toMatchObject({ state: "closed" });
});

test("a complaint sent twice is one; withdrawn with code and case number, it is over", async () => {
  const recording = await desk.record();
  const proof = await complaintProof(recording.code, recording.recordingId);
  const { complaints } = desk.cases;
  const { sessionId } = recording;
  const first = await desk.complain(recording);
  expect((await complaints.complain(await sentFor(recording))).caseId).toBe(first.caseId);
  await expect(complaints.withdraw({ sessionId, caseId: first.caseId, proof: "0".repeat(64) })).rejects.toMatchObject({
    code: "complaint_not_accepted",
  });
  await complaints.withdraw({ sessionId, caseId: first.caseId, proof });
  await expect(complaints.withdraw({ sessionId, caseId: first.caseId, proof })).rejects.toMatchObject({
    code: "case_closed",
  });
  const row = await desk.database.tables
    .selectFrom("review_case")
    .select(["state", "codes"])
    .where("case_id", "=", first.caseId)
    .executeTakeFirst();
  expect(row).toEqual({ state: "withdrawn", codes: null });
});

test("who finds the receipt learns no case number of its owner's, and spoils no codes", async () => {
  const recording = await desk.record();
  const owners = await desk.complain(recording);
  const codesOf = async (caseId: string) =>
    (await desk.database.tables.selectFrom("review_case").select("codes").where("case_id", "=", caseId).execute())[0];
  const before = await codesOf(owners.caseId);
  const thiefs = await desk.complain(recording);
  expect(thiefs.caseId).not.toBe(owners.caseId);
  const proof = await complaintProof(recording.code, recording.recordingId);
  await desk.cases.complaints.withdraw({ sessionId: recording.sessionId, caseId: thiefs.caseId, proof });
  expect(await codesOf(owners.caseId)).toEqual(before);
  const anna = await desk.signIn("anna");
  expect(await anna.show(owners.caseId)).toMatchObject({ state: "open" });
  expect(await stateOf(recording)).toBe("held");
  expect(JSON.stringify(await recordingStatus(desk.database, recording.sessionId))).not.toContain(owners.caseId);
});

test("cases of what is destroyed are shown no more, and the others still are", async () => {
  const [gone, other] = [await desk.record(), await desk.record()];
  const { caseId } = await desk.complain(gone);
  const anna = await desk.signIn("anna");
  const bert = await desk.signIn("bert");
  await anna.close(caseId, [await bert.signClosing(caseId)]);
  const { recordingId } = gone;
  await anna.endHold(recordingId, [await anna.signEnding(recordingId), await bert.signEnding(recordingId)]);
  expect(await claim(gone)).toMatchObject({ step: "intended" });
  await forgetPersons(desk.database.tables, gone.recordingId);
  const kept = await desk.complain(other);
  const shown = (await anna.cases()).map((view) => view.caseId);
  expect(shown).toContain(kept.caseId);
  expect(shown).not.toContain(caseId);
  await expect(anna.show(caseId)).rejects.toMatchObject({ code: "recording_gone" });
  await expect(desk.complain(gone)).rejects.toMatchObject({ code: "recording_gone" });
  expect(await recordingStatus(desk.database, gone.sessionId)).toMatchObject({ state: "destroyed", openings: [] });
  await sweep();
});

test("no more than five cases of one recording at a time", async () => {
  const recording = await desk.record();
  const anna = await desk.signIn("anna");
  for (let count = 0; count < 5; count++) {
    const { caseId } = await desk.complain(recording);
    await anna.take(caseId, (await desk.viewer()).publicKey);
  }
  await expect(desk.complain(recording)).rejects.toMatchObject({ code: "cases_too_many" });
});

test("while log or warden are away a complaint still holds, and they hear of it later", async () => {
  const recording = await desk.record();
  const { append } = desk.journal;
  desk.journal.append = () => Promise.reject(new Error("no log"));
  await expect(desk.complain(recording)).rejects.toMatchObject({ code: "log_unavailable" });
  desk.journal.append = append;
  expect(await claim(recording)).toBe("held");
  const { hold } = desk.wardens;
  desk.wardens.hold = () => Promise.reject(new Error("no warden"));
  const again = desk.cases.complaints.complain(await sentFor(recording));
  await expect(again).rejects.toMatchObject({ code: "warden_unavailable" });
  desk.wardens.hold = hold;
  await sweep();
  expect(await leaves(recording)).toEqual(["opened", "case", "hold"]);
  const intent = await desk.journal.append("shred_intent", {
    recordingId: recording.recordingId,
    deleteAt: desk.clock.now(),
    finalHash: "0".repeat(64),
  });
  const order = { recordingId: recording.recordingId, intent: await desk.journal.proofOf(intent) };
  await expect(desk.wardens.destroy(order)).rejects.toMatchObject({ code: "secret_held" });
});
