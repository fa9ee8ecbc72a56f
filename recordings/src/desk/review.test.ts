import type { CaseOpening } from "@ferndiagnose/protocol";
import {
  bytesSource,
  parseHeader,
  type RecordedItem,
  RecordingReader,
  type SealingKey,
} from "@ferndiagnose/sealed-recording";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditorAtDesk } from "../command-line/client/auditor-at-desk.ts";
import { rootOf } from "../command-line/client/open-recording.ts";
import { DeskUnderTest } from "./testing/desk-under-test.ts";

const hourMs = 3_600_000;
let desk: DeskUnderTest;

beforeAll(async () => {
  desk = await DeskUnderTest.create();
});
afterAll(() => desk.remove());

async function play(by: AuditorAtDesk, opening: CaseOpening, viewer: SealingKey, name: "anna" | "cleo") {
  const file = await by.line.bytes(`cases/${opening.caseId}/file`);
  const { header } = await parseHeader(file);
  const auditor = desk.auditors[name].key;
  const root = await rootOf(header, opening, { viewer, auditor }, () => undefined);
  const reader = await RecordingReader.open(bytesSource(file), root);
  const records: RecordedItem[] = [];
  for await (const record of reader.records()) records.push(record);
  return records;
}

test("complaint, taken, approved by two, released, played, closed: and closed for good", async () => {
  const recording = await desk.record();
  const { caseId } = await desk.complain(recording);
  const [anna, bert] = [await desk.signIn("anna"), await desk.signIn("bert")];
  expect((await anna.cases())[0]).toMatchObject({ caseId, state: "open", requester: "customer", reason: null });
  const viewer = await desk.viewer();
  await anna.take(caseId, viewer.publicKey);
  expect(await anna.approve(caseId, hourMs)).toMatchObject({ state: "taken" });
  expect(await bert.approve(caseId, hourMs)).toMatchObject({ state: "approved" });
  const opening = await anna.release(caseId);
  expect((await play(anna, opening, viewer, "anna")).length).toBe(3);
  expect(await bert.close(caseId)).toMatchObject({ state: "closed", approvals: { length: 2 } });
  await expect(anna.release(caseId)).rejects.toMatchObject({ code: "case_closed" });
  await expect(anna.line.bytes(`cases/${caseId}/file`)).rejects.toMatchObject({ code: "case_closed" });
  expect(await desk.leaves()).toEqual([
    "opened",
    "case",
    "hold",
    "approval",
    "approval",
    "released",
    "view",
    "case_closed",
  ]);
});

test("breaking the glass: three others than the requester, one of them external, and no code", async () => {
  const recording = await desk.record();
  const [anna, bert, cleo, dora] = [
    await desk.signIn("anna"),
    await desk.signIn("bert"),
    await desk.signIn("cleo"),
    await desk.signIn("dora"),
  ];
  const { caseId } = await anna.breakGlass(recording.recordingId, "court order 17");
  const viewer = await desk.viewer();
  await anna.take(caseId, viewer.publicKey);
  await expect(anna.approve(caseId, hourMs)).rejects.toMatchObject({ code: "approver_is_requester" });
  await bert.approve(caseId, hourMs);
  await dora.approve(caseId, hourMs);
  await expect(anna.release(caseId)).rejects.toMatchObject({ code: "approvals_too_few" });
  expect(await cleo.approve(caseId, hourMs)).toMatchObject({ state: "approved", reason: "court order 17" });
  expect((await play(anna, await anna.release(caseId), viewer, "anna")).length).toBe(3);
  await anna.close(caseId);
});
