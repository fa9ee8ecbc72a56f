import { beforeAll, describe, expect, test } from "vitest";
import { type AuditorKey, generateAuditorKey } from "./auditor-key.ts";
import { openResealedShare, resealShare, unsealShare } from "./auditor-share.ts";
import { checkComplaintProof, complaintProof } from "./complaint-proof.ts";
import { toHex } from "./hex.ts";
import { type CreatedRecording, createRecording } from "./node/create-recording.ts";
import { signingKeyFromSeed } from "./node/signing-key.ts";
import { openLock } from "./open-lock.ts";
import { generateSealingKey } from "./sealed-box.ts";
import { type SampleAuditors, sampleAuditors } from "./testing/sample-auditors.ts";
import { systemRandom } from "./web-crypto.ts";

const complaintCode = "0123456789ABCDEFGHJK";
const shredSecret = systemRandom(32);
let auditors: SampleAuditors;
let created: CreatedRecording;

beforeAll(async () => {
  auditors = await sampleAuditors();
  created = await createRecording({
    sessionId: "S-1",
    createdAtMs: 0,
    latestDeleteAtMs: 1,
    retentionDays: 89,
    recoveryKey: signingKeyFromSeed(systemRandom(32)).publicKey,
    auditors: auditors.set,
    shredSecret,
    complaintCode,
    random: systemRandom,
  });
});

const shares = (lock: "complaint" | "break-glass", ...at: number[]) =>
  Promise.all(at.map((index) => unsealShare(created.header, auditors.keys[index] as AuditorKey, lock)));

describe("a recording", () => {
  test("opens both ways to the same root", async () => {
    const { header } = created;
    const forComplaint = await shares("complaint", 1, 2);
    const one = await openLock(header, { lock: "complaint", shares: forComplaint, shredSecret, complaintCode });
    const forBreakGlass = await shares("break-glass", 0, 2, 3);
    const two = await openLock(header, { lock: "break-glass", shares: forBreakGlass, shredSecret });
    expect(toHex(one)).toBe(toHex(two));
  });

  test("shows possession of the code", async () => {
    const { header } = created;
    const { recordingId } = header;
    expect(await checkComplaintProof(header, await complaintProof(complaintCode, recordingId))).toBe(true);
    expect(await checkComplaintProof(header, await complaintProof("0123456789ABCDEFGHJX", recordingId))).toBe(false);
  });

  test("shares reach the viewer", async () => {
    const { header } = created;
    const viewer = await generateSealingKey(systemRandom);
    const [share] = await shares("break-glass", 3);
    if (share === undefined) throw new Error("no share");
    const sealed = await resealShare(share, viewer.publicKey, "aaaaaaaaaaaaaaaa", systemRandom);
    expect(await openResealedShare(viewer.privateKey, header, "aaaaaaaaaaaaaaaa", sealed)).toEqual(share);
    const stranger = await generateAuditorKey(systemRandom);
    await expect(unsealShare(header, stranger, "complaint")).rejects.toMatchObject({ code: "auditor_unknown" });
  });
});
