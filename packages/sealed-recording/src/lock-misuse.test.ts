import { amount, figure } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type AuditorShare, unsealShare } from "./auditor-share.ts";
import { concatBytes } from "./bytes.ts";
import { SealedRecordingError } from "./errors.ts";
import type { Header } from "./header.ts";
import { toHex } from "./hex.ts";
import type { LockName } from "./lock-schemas.ts";
import { openLock } from "./open-lock.ts";
import { saltedHash } from "./salted-hash.ts";
import { makeSample, type Sample, sampleCode } from "./testing/sample-recording.ts";
import { systemRandom } from "./web-crypto.ts";

/** Two recordings for the same auditors, so that shares of both unseal with the same keys. */
let samples: readonly [Sample, Sample];
/** By recording, lock and auditor. */
let shares: readonly Record<LockName, readonly AuditorShare[]>[];
beforeAll(async () => {
  const first = await makeSample();
  samples = [first, await makeSample(undefined, { auditors: first.auditors })];
  shares = await Promise.all(
    samples.map(async ({ header, auditors }) => {
      const of = (lock: LockName) => Promise.all(auditors.keys.map((key) => unsealShare(header, key, lock)));
      return { complaint: await of("complaint"), "break-glass": await of("break-glass") };
    }),
  );
});

const lockNames = ["complaint", "break-glass"] as const;

/** What somebody could do to a share before bringing it. */
const sabotages: Record<string, (share: AuditorShare, seed: number) => AuditorShare> = {
  "one bit": (share, seed) => {
    const bytes = share.share.slice();
    bytes[seed % bytes.length] = (bytes[seed % bytes.length] ?? 0) ^ (1 << (seed % 8));
    return { ...share, share: bytes };
  },
  "another length": (share, seed) => ({ ...share, share: concatBytes(share.share, share.share).slice(0, seed % 66) }),
  "another recording's": (share, seed) => sharesAt(1, share.lock)[seed % 4] as AuditorShare,
  "another recording's, disguised": (share, seed) => ({
    ...(sharesAt(1, share.lock)[seed % 4] as AuditorShare),
    recordingId: share.recordingId,
  }),
  "another lock's": (share, seed) => sharesAt(0, otherLock(share))[seed % 4] as AuditorShare,
  "another lock's, disguised": (share, seed) => ({
    ...(sharesAt(0, otherLock(share))[seed % 4] as AuditorShare),
    lock: share.lock,
  }),
  "another auditor's name": (share, seed) => ({ ...share, keyId: sharesAt(0, share.lock)[seed % 4]?.keyId as string }),
  "a stranger's name": (share) => ({ ...share, keyId: toHex(systemRandom(16)) }),
  "another auditor's share": (share, seed) => sharesAt(0, share.lock)[seed % 4] as AuditorShare,
  "another X": (share) => ({ ...share, external: systemRandom(32) }),
  "the right X, in any hand": (share) => ({
    ...share,
    external: sharesAt(0, "break-glass")[3]?.external as Uint8Array,
  }),
  "no X": ({ external: _, ...share }) => share,
};

const sharesAt = (recording: number, lock: LockName) => shares[recording]?.[lock] ?? [];
const otherLock = ({ lock }: AuditorShare) => (lock === "complaint" ? "break-glass" : "complaint");

/** A right attempt, of which up to two shares were sabotaged, and sometimes secret or code are not the right ones. */
const anyAttempt = fc.record({
  lock: fc.constantFrom<LockName>(...lockNames),
  who: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }),
  sabotage: fc.array(
    fc.record({ kind: fc.constantFrom(...Object.keys(sabotages)), at: fc.nat(3), seed: fc.nat(1_000) }),
    { maxLength: 2 },
  ),
  secret: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constant(1), fc.uint8Array({ maxLength: 40 })),
  code: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.constant(1), fc.string({ maxLength: 24 })),
});

function sabotaged(
  lock: LockName,
  who: readonly number[],
  sabotage: readonly { kind: string; at: number; seed: number }[],
) {
  const brought = who.map((auditor) => sharesAt(0, lock)[auditor] as AuditorShare);
  for (const { kind, at, seed } of sabotage) {
    const share = brought[at % brought.length] as AuditorShare;
    brought[at % brought.length] = sabotages[kind]?.(share, seed) ?? share;
  }
  return brought;
}

test("whatever is brought, a lock gives its own root or a named refusal, never another key", async () => {
  const outcomes = new Map<string, number>();
  const { header, root } = samples[0];
  await fc.assert(
    fc.asyncProperty(anyAttempt, async ({ lock, who, sabotage, secret, code }) => {
      const shredSecret = typeof secret === "number" ? (samples[secret] as Sample).shredSecret : secret;
      const complaintCode = typeof code === "number" ? (samples[code] as Sample).complaintCode : code;
      const given = { lock, shares: sabotaged(lock, who, sabotage), shredSecret, complaintCode };
      const found = await openLock(header, given).then(toHex, (error: unknown) => {
        if (!(error instanceof SealedRecordingError)) throw error;
        return error.code;
      });
      const outcome = found === toHex(root) ? "opened" : found;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }),
    { numRuns: amount({ quick: 4_000, long: 100_000 }) },
  );
  // A key that is not the recording's would stand here under its own name.
  expect([...outcomes.keys()].sort()).toEqual([
    "auditor_unknown",
    "code_wrong",
    "external_missing",
    "opened",
    "secret_wrong",
    "share_corrupt",
    "share_duplicate",
    "share_foreign",
    "shares_too_few",
  ]);
  figure("locks: attempts with sabotaged pieces", JSON.stringify(Object.fromEntries([...outcomes].sort())));
}, 600_000);

/** The header as somebody would have to forge it in order to pass off another share as the one that was locked. */
async function vouchingFor(header: Header, share: AuditorShare): Promise<Header> {
  const hash = await saltedHash("share hash", share.share, systemRandom);
  const locks = header.locks.map((lock) =>
    lock.name !== share.lock || !("shares" in lock)
      ? lock
      : {
          ...lock,
          shares: (lock.shares as { keyId: string }[]).map((each) =>
            each.keyId === share.keyId ? { ...each, ...hash } : each,
          ),
        },
  );
  return { ...header, locks } as Header;
}

test("a header that vouches for a wrong share, or for one x coordinate twice, is found out", async () => {
  const { header, shredSecret, complaintCode } = samples[0];
  const [a, b] = sharesAt(0, "complaint") as [AuditorShare, AuditorShare];
  const foreign = { ...(sharesAt(1, "complaint")[1] as AuditorShare), recordingId: header.recordingId };
  const twice = { ...b, share: Uint8Array.from([...b.share.subarray(0, 32), a.share[32] as number]) };
  for (const wrong of [foreign, twice, { ...b, share: a.share }]) {
    const forged = await vouchingFor(header, wrong);
    const attempt = openLock(forged, { lock: "complaint", shares: [a, wrong], shredSecret, complaintCode });
    await expect(attempt).rejects.toMatchObject({ code: "lock_damaged" });
  }
});

test("a header that vouches for another secret or code is found out", async () => {
  const { header } = samples[0];
  const [other, complaintCode] = [systemRandom(32), sampleCode()];
  const vouched = await saltedHash("secret hash", other, systemRandom);
  const locks = header.locks.map((lock) => ({ ...lock, shredSecret: vouched }));
  const brought = { lock: "complaint", shares: sharesAt(0, "complaint"), shredSecret: other } as const;
  const attempt = openLock({ ...header, locks } as Header, { ...brought, complaintCode: samples[0].complaintCode });
  await expect(attempt).rejects.toMatchObject({ code: "lock_damaged" });
  const own = { ...brought, shredSecret: samples[0].shredSecret, complaintCode };
  await expect(openLock(header, own)).rejects.toMatchObject({ code: "code_wrong" });
});
