import { amount, figure } from "@ferndiagnose/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AuditorShare, findLock, unsealShare } from "./auditor-share.ts";
import { SealedRecordingError } from "./errors.ts";
import { fromHex, toHex } from "./hex.ts";
import type { Lock, LockName } from "./lock-schemas.ts";
import { unlockRoot } from "./locked-root.ts";
import { openLock } from "./open-lock.ts";
import { combineShares } from "./shamir.ts";
import { type SampleAuditors, sampleAuditors } from "./testing/sample-auditors.ts";
import { type StartedSample, sampleCode, startSample } from "./testing/sample-recording.ts";
import { systemRandom } from "./web-crypto.ts";

const locks = ["complaint", "break-glass"] as const;

/** 3 to 7 auditors, one or two of them external, any thresholds that are allowed. */
const anySet = fc
  .record({ count: fc.integer({ min: 3, max: 7 }), externals: fc.integer({ min: 1, max: 2 }) })
  .chain(({ count, externals }) =>
    fc.record({
      count: fc.constant(count),
      externals: fc.constant(externals),
      thresholds: fc.record({
        complaint: fc.integer({ min: 2, max: count }),
        breakGlass: fc.integer({ min: 3, max: count }),
      }),
    }),
  );

interface Brought {
  readonly lock: LockName;
  readonly who: readonly number[];
  readonly hasSecret: boolean;
  readonly hasCode: boolean;
}

/** What section 4 demands, in other words than the code. */
function refusalOf({ set }: SampleAuditors, { lock, who, hasSecret, hasCode }: Brought): string | undefined {
  const { complaint, breakGlass } = set.thresholds;
  if (who.length < (lock === "complaint" ? complaint : breakGlass)) return "shares_too_few";
  if (lock === "break-glass" && !who.some((at) => set.auditors[at]?.external)) return "external_missing";
  if (!hasSecret) return "secret_wrong";
  return lock === "complaint" && !hasCode ? "code_wrong" : undefined;
}

/** Every subset of the auditors, with and without shred secret and complaint code, at both locks. */
function* combinations(count: number): Generator<Brought> {
  for (const lock of locks) {
    for (let bits = 0; bits < 2 ** count; bits++) {
      const who = Array.from({ length: count }, (_, at) => at).filter((at) => (bits >> at) & 1);
      for (const hasSecret of [true, false]) {
        for (const hasCode of lock === "complaint" ? [true, false] : [false]) yield { lock, who, hasSecret, hasCode };
      }
    }
  }
}

async function outcome(promise: Promise<Uint8Array>): Promise<{ root?: string; code?: string }> {
  try {
    return { root: toHex(await promise) };
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    return { code: error.code };
  }
}

async function allShares({ header, auditors }: StartedSample): Promise<Record<LockName, AuditorShare[]>> {
  const of = (lock: LockName) => Promise.all(auditors.keys.map((key) => unsealShare(header, key, lock)));
  return { complaint: await of("complaint"), "break-glass": await of("break-glass") };
}

test("of all combinations of auditors, shred secret and code exactly the allowed ones open", async () => {
  const sets = amount({ quick: 12, long: 200 });
  const seen = { opened: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(anySet, async (options) => {
      const auditors = await sampleAuditors(options);
      const sample = await startSample(auditors);
      const shares = await allShares(sample);
      const roots = new Set<string>();
      for (const brought of combinations(options.count)) {
        const given = {
          shares: brought.who.map((at) => shares[brought.lock][at] as AuditorShare),
          shredSecret: brought.hasSecret ? sample.shredSecret : systemRandom(32),
          complaintCode: brought.hasCode ? sample.complaintCode : sampleCode(),
        };
        const found = await outcome(openLock(sample.header, { lock: brought.lock, ...given }));
        expect(found.code, JSON.stringify({ ...options, ...brought })).toBe(refusalOf(auditors, brought));
        if (found.root !== undefined) roots.add(found.root);
        seen[found.root === undefined ? "refused" : "opened"] += 1;
      }
      expect(roots.size).toBe(1);
    }),
    { numRuns: sets },
  );
  figure("locks: combinations of auditors, secret and code: opened, refused", `${seen.opened}, ${seen.refused}`);
}, 600_000);

test("a thief of the disk with all keys but one too few, or with all keys but without the shred secret, gets nothing", async () => {
  const rounds = amount({ quick: 10, long: 200 });
  let attempts = 0;
  for (let round = 0; round < rounds; round++) {
    const auditors = await sampleAuditors();
    const sample = await startSample(auditors);
    const shares = await allShares(sample);
    const { locks: _, ...bare } = sample.header;
    for (const name of locks) {
      const lock = findLock(sample.header, name);
      const code = name === "complaint" ? { complaintCode: sample.complaintCode } : {};
      const external = shares[name].find((share) => share.external !== undefined)?.external;
      const others = { ...code, ...(external === undefined ? {} : { external }) };
      const threshold = sample.header.policy.locks.find((each) => each.name === name)?.threshold ?? 0;

      // Past every check of ours, straight at the ciphertext: too few shares, and everything else right.
      const tooFew = shares[name].slice(0, threshold - 1).map(({ share }) => share);
      const guesses = [new Uint8Array(32), tooFew[0]?.subarray(0, 32) as Uint8Array];
      if (tooFew.length > 1) guesses.push(await combineShares(tooFew));
      for (const guess of guesses) {
        const factors = { auditors: guess, shredSecret: sample.shredSecret, ...others };
        await expect(unlockRoot(bare, lock, factors)).rejects.toMatchObject({ code: "lock_damaged" });
        attempts += 1;
      }

      // All shares, and for the shred secret whatever lies about in the header.
      const all = await combineShares(shares[name].map(({ share }) => share));
      for (const shredSecret of secretsLyingAbout(lock)) {
        const factors = { auditors: all, shredSecret, ...others };
        await expect(unlockRoot(bare, lock, factors)).rejects.toMatchObject({ code: "lock_damaged" });
        attempts += 1;
      }
    }
  }
  figure("locks: a thief's attempts past all checks, none opened", attempts);
}, 600_000);

function secretsLyingAbout({ shredSecret: { salt, hash }, lockedRoot, shares }: Lock): Uint8Array[] {
  const found = [hash, lockedRoot.slice(0, 64), `${salt}${salt}`, ...shares.map(({ enc }) => enc)].map(fromHex);
  return [new Uint8Array(0), new Uint8Array(32), ...found];
}
