import { beforeAll, describe, expect, test } from "vitest";
import { type AuditorKey, generateAuditorKey } from "./auditor-key.ts";
import { type AuditorShare, unsealShare } from "./auditor-share.ts";
import { toHex } from "./hex.ts";
import { openLock } from "./open-lock.ts";
import { makeSample, type Sample } from "./testing/sample-recording.ts";
import { systemRandom } from "./web-crypto.ts";

let sample: Sample;
let other: Sample;
let shares: [AuditorShare, AuditorShare, AuditorShare];
beforeAll(async () => {
  [sample, other] = await Promise.all([makeSample(), makeSample()]);
  shares = (await Promise.all(sample.auditors.map((key) => unsealShare(sample.header, key)))) as typeof shares;
});

const damaged = (share: AuditorShare): AuditorShare => ({
  ...share,
  share: share.share.map((byte, at) => (at === 5 ? byte ^ 0x80 : byte)),
});

describe("two of three auditors", () => {
  test("any two, in any order, or all three open the recording", async () => {
    const [a, b, c] = shares;
    for (const chosen of [
      [a, b],
      [b, a],
      [a, c],
      [b, c],
      [a, b, c],
    ]) {
      expect(toHex(await openLock(sample.header, chosen))).toBe(toHex(sample.root));
    }
  });

  test("one or none do not", async () => {
    await expect(openLock(sample.header, [])).rejects.toMatchObject({ code: "shares_too_few" });
    for (const share of shares) {
      await expect(openLock(sample.header, [share])).rejects.toMatchObject({ code: "shares_too_few" });
    }
  });

  test("one share given twice does not count as two", async () => {
    const [a] = shares;
    await expect(openLock(sample.header, [a, a])).rejects.toMatchObject({ code: "share_duplicate", keyId: a.keyId });
    const renamed = { ...a, keyId: shares[1].keyId };
    await expect(openLock(sample.header, [a, renamed])).rejects.toMatchObject({ code: "share_corrupt" });
  });

  test("a corrupt share is named, even when enough good ones are there", async () => {
    const [a, b, c] = shares;
    for (const chosen of [
      [damaged(b), a],
      [a, damaged(b), c],
    ]) {
      await expect(openLock(sample.header, chosen)).rejects.toMatchObject({ code: "share_corrupt", keyId: b.keyId });
    }
  });

  test("a share of another recording is named", async () => {
    const foreign = await unsealShare(other.header, other.auditors[1] as AuditorKey);
    const attempt = openLock(sample.header, [shares[0], foreign]);
    await expect(attempt).rejects.toMatchObject({ code: "share_foreign", keyId: foreign.keyId });
    const disguised = { ...foreign, recordingId: sample.header.recordingId, keyId: shares[1].keyId };
    const second = openLock(sample.header, [shares[0], disguised]);
    await expect(second).rejects.toMatchObject({ code: "share_corrupt", keyId: shares[1].keyId });
  });
});

describe("unsealing", () => {
  test("a stranger's key holds no share", async () => {
    const stranger = await generateAuditorKey(systemRandom);
    const attempt = unsealShare(sample.header, stranger);
    await expect(attempt).rejects.toMatchObject({ code: "auditor_unknown", keyId: stranger.keyId });
  });

  test("a key under another auditor's name opens nothing", async () => {
    const [a, b] = sample.auditors as [AuditorKey, AuditorKey];
    const attempt = unsealShare(sample.header, { ...a, keyId: b.keyId });
    await expect(attempt).rejects.toMatchObject({ code: "share_unreadable", keyId: b.keyId });
  });

  test("a header whose lock was exchanged yields no key", async () => {
    const swapped = { ...sample.header, locks: other.header.locks };
    const attempt = unsealShare(swapped, other.auditors[0] as AuditorKey);
    await expect(attempt).rejects.toMatchObject({ code: "share_unreadable" });
  });

  test("a lock that yields another root than was committed to is damaged", async () => {
    const lying = { ...sample.header, commitment: other.header.commitment };
    await expect(openLock(lying, shares.slice(0, 2))).rejects.toMatchObject({ code: "lock_damaged" });
  });
});
