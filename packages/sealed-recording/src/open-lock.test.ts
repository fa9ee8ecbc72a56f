import { beforeAll, describe, expect, test } from "vitest";
import { type AuditorKey, generateAuditorKey } from "./auditor-key.ts";
import { auditorSetHash } from "./auditor-set.ts";
import { type AuditorShare, openResealedShare, resealShare, unsealShare } from "./auditor-share.ts";
import { checkComplaintProof, complaintProof } from "./complaint-proof.ts";
import { toHex } from "./hex.ts";
import type { LockName } from "./lock-schemas.ts";
import { openLock } from "./open-lock.ts";
import { generateSealingKey } from "./sealed-box.ts";
import { samplePerson, signedBy } from "./testing/sample-auditors.ts";
import { makeSample, type Sample, sampleCode, startSample } from "./testing/sample-recording.ts";
import { systemRandom } from "./web-crypto.ts";

/** Four auditors, the last one external; two open a complaint, three break the glass. */
let sample: Sample;
let other: Sample;
beforeAll(async () => {
  [sample, other] = await Promise.all([makeSample(), makeSample()]);
});

const sharesOf = ({ header, auditors }: Sample, lock: LockName, ...at: number[]) =>
  Promise.all(at.map((index) => unsealShare(header, auditors.keys[index] as AuditorKey, lock)));

const complain = (shares: readonly AuditorShare[], { header, shredSecret, complaintCode } = sample) =>
  openLock(header, { lock: "complaint", shares, shredSecret, complaintCode });

const breakGlass = (shares: readonly AuditorShare[], { header, shredSecret } = sample) =>
  openLock(header, { lock: "break-glass", shares, shredSecret });

const damaged = (share: AuditorShare): AuditorShare => ({
  ...share,
  share: share.share.map((byte, at) => (at === 5 ? byte ^ 0x80 : byte)),
});

test("both locks open the same root", async () => {
  expect(toHex(await complain(await sharesOf(sample, "complaint", 2, 0)))).toBe(toHex(sample.root));
  expect(toHex(await breakGlass(await sharesOf(sample, "break-glass", 3, 1, 0)))).toBe(toHex(sample.root));
});

describe("a share is named when it is", () => {
  test("given twice, also under another's name", async () => {
    const [a, b] = (await sharesOf(sample, "complaint", 0, 1)) as [AuditorShare, AuditorShare];
    await expect(complain([a, a])).rejects.toMatchObject({ code: "share_duplicate", keyId: a.keyId });
    const renamed = { ...a, keyId: b.keyId };
    await expect(complain([a, renamed])).rejects.toMatchObject({ code: "share_corrupt", keyId: b.keyId });
  });

  test("corrupt, even when enough good ones are there", async () => {
    const [a, b, c] = (await sharesOf(sample, "complaint", 0, 1, 2)) as [AuditorShare, AuditorShare, AuditorShare];
    for (const chosen of [
      [damaged(b), a],
      [a, damaged(b), c],
    ]) {
      await expect(complain(chosen)).rejects.toMatchObject({ code: "share_corrupt", keyId: b.keyId });
    }
  });

  test("of another recording or lock, disguised or not", async () => {
    const [a] = (await sharesOf(sample, "complaint", 0)) as [AuditorShare];
    const [foreign] = (await sharesOf(other, "complaint", 1)) as [AuditorShare];
    await expect(complain([a, foreign])).rejects.toMatchObject({ code: "share_foreign", keyId: foreign.keyId });
    const keyId = sample.auditors.keys[1]?.keyId as string;
    const disguised = { ...foreign, recordingId: sample.header.recordingId, keyId };
    await expect(complain([a, disguised])).rejects.toMatchObject({ code: "share_corrupt", keyId });
    const [forBreakGlass] = (await sharesOf(sample, "break-glass", 1)) as [AuditorShare];
    await expect(complain([a, forBreakGlass])).rejects.toMatchObject({ code: "share_foreign", keyId });
    await expect(complain([a, { ...forBreakGlass, lock: "complaint" }])).rejects.toMatchObject({
      code: "share_corrupt",
      keyId,
    });
  });

  test("an external auditor's, without X or with a wrong one", async () => {
    const [a, b, c] = (await sharesOf(sample, "break-glass", 0, 1, 3)) as [AuditorShare, AuditorShare, AuditorShare];
    const { external: _, ...without } = c;
    const refused = expect.objectContaining({ code: "share_corrupt", keyId: c.keyId });
    await expect(breakGlass([a, b, without])).rejects.toEqual(refused);
    await expect(breakGlass([a, b, { ...c, external: systemRandom(32) }])).rejects.toEqual(refused);
  });
});

describe("unsealing", () => {
  test("a stranger's key holds no share", async () => {
    const stranger = await generateAuditorKey(systemRandom);
    const attempt = unsealShare(sample.header, stranger, "complaint");
    await expect(attempt).rejects.toMatchObject({ code: "auditor_unknown", keyId: stranger.keyId });
  });

  test("an auditor who has left holds no share of later recordings, and the old key opens none of them", async () => {
    const { keys, set } = sample.auditors;
    const [a, b, leaver] = keys as [AuditorKey, AuditorKey, AuditorKey];
    const newcomer = await generateAuditorKey(systemRandom);
    const members = set.auditors.map((each) =>
      each.keyId === leaver.keyId ? samplePerson(newcomer, { external: false }) : each,
    );
    const next = { ...set, version: 2, previous: await auditorSetHash(set), auditors: members };
    const { header } = await startSample({ keys, set: await signedBy(next, [a, b]) });
    expect(header.policy.auditorSet).toEqual({ version: 2, hash: await auditorSetHash(next) });
    for (const lock of ["complaint", "break-glass"] as const) {
      const refused = { code: "auditor_unknown", keyId: leaver.keyId };
      await expect(unsealShare(header, leaver, lock)).rejects.toMatchObject(refused);
      const disguised = unsealShare(header, { ...leaver, keyId: newcomer.keyId }, lock);
      await expect(disguised).rejects.toMatchObject({ code: "share_unreadable", keyId: newcomer.keyId });
    }
  });

  test("a lock taken from another recording yields nothing", async () => {
    const swapped = { ...sample.header, locks: other.header.locks };
    const attempt = unsealShare(swapped, other.auditors.keys[0] as AuditorKey, "complaint");
    await expect(attempt).rejects.toMatchObject({ code: "share_unreadable" });
  });

  test("a lock that the recording does not have, or of a later version, is unknown", async () => {
    const key = sample.auditors.keys[0] as AuditorKey;
    const [complaint] = sample.header.locks;
    const later = { ...sample.header, locks: [{ ...complaint, version: 2 }] } as typeof sample.header;
    for (const header of [{ ...sample.header, locks: [] }, later]) {
      await expect(unsealShare(header, key, "complaint")).rejects.toMatchObject({ code: "lock_unknown" });
      await expect(complain([], { ...sample, header })).rejects.toMatchObject({ code: "lock_unknown" });
    }
  });

  test("a lock that yields another root than was committed to is damaged", async () => {
    const header = { ...sample.header, commitment: other.header.commitment };
    const shares = await sharesOf(sample, "complaint", 0, 1);
    await expect(complain(shares, { ...sample, header })).rejects.toMatchObject({ code: "lock_damaged" });
  });
});

describe("a share on its way to the one who looks", () => {
  const caseId = "k7aq2mzx4tbvnc3h";

  test("arrives for both locks", async () => {
    const viewer = await generateSealingKey(systemRandom);
    for (const lock of ["complaint", "break-glass"] as const) {
      for (const share of await sharesOf(sample, lock, 0, 3)) {
        const sealed = await resealShare(share, viewer.publicKey, caseId, systemRandom);
        expect(Object.keys(sealed).sort()).toEqual(["auditor", "box", "lock"]);
        expect(await openResealedShare(viewer.privateKey, sample.header, caseId, sealed)).toEqual(share);
      }
    }
  });

  test("is of no use in another case, for another recording, lock, auditor or viewer", async () => {
    const [viewer, stranger] = await Promise.all([generateSealingKey(systemRandom), generateSealingKey(systemRandom)]);
    const [share] = (await sharesOf(sample, "complaint", 0)) as [AuditorShare];
    const sealed = await resealShare(share, viewer.publicKey, caseId, systemRandom);
    const unreadable = { code: "share_unreadable", keyId: share.keyId };
    const { header } = sample;
    const { privateKey } = viewer;
    await expect(openResealedShare(privateKey, header, "aaaaaaaaaaaaaaaa", sealed)).rejects.toMatchObject(unreadable);
    await expect(openResealedShare(privateKey, other.header, caseId, sealed)).rejects.toMatchObject(unreadable);
    await expect(openResealedShare(stranger.privateKey, header, caseId, sealed)).rejects.toMatchObject(unreadable);
    const elsewhere = openResealedShare(privateKey, header, caseId, { ...sealed, lock: "break-glass" });
    await expect(elsewhere).rejects.toMatchObject(unreadable);
    const auditor = sample.auditors.keys[1]?.keyId as string;
    const renamed = openResealedShare(privateKey, header, caseId, { ...sealed, auditor });
    await expect(renamed).rejects.toMatchObject({ code: "share_corrupt", keyId: auditor });
  });

  test("is refused when its auditor sealed something else", async () => {
    const viewer = await generateSealingKey(systemRandom);
    const [share] = (await sharesOf(sample, "complaint", 0)) as [AuditorShare];
    for (const wrong of [
      damaged(share),
      { ...share, share: new Uint8Array(0) },
      { ...share, share: new Uint8Array(32) },
    ]) {
      const sealed = await resealShare(wrong, viewer.publicKey, caseId, systemRandom);
      const attempt = openResealedShare(viewer.privateKey, sample.header, caseId, sealed);
      await expect(attempt).rejects.toMatchObject({ code: "share_corrupt", keyId: share.keyId });
    }
  });
});

test("a complaint proof is good for its recording and its code only", async () => {
  const { header, complaintCode } = sample;
  const proof = await complaintProof(complaintCode, header.recordingId);
  expect(await checkComplaintProof(header, proof)).toBe(true);
  expect(await checkComplaintProof(other.header, proof)).toBe(false);
  expect(await checkComplaintProof({ ...header, locks: header.locks.slice(1) }, proof)).toBe(false);
  for (const wrong of [
    await complaintProof(sampleCode(), header.recordingId),
    complaintCode,
    "",
    proof.toUpperCase(),
  ]) {
    expect(await checkComplaintProof(header, wrong)).toBe(false);
  }
  const asCode = { lock: "complaint", shredSecret: sample.shredSecret, complaintCode: proof } as const;
  const shares = await sharesOf(sample, "complaint", 0, 1);
  await expect(openLock(header, { ...asCode, shares })).rejects.toMatchObject({ code: "code_wrong" });
});
