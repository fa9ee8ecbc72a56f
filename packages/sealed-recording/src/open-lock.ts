import { type AuditorShare, checked, findLock } from "./auditor-share.ts";
import { proofBytes } from "./complaint-proof.ts";
import { SealedRecordingError } from "./errors.ts";
import type { Header } from "./header.ts";
import type { Lock } from "./lock-schemas.ts";
import { unlockRoot } from "./locked-root.ts";
import { matches } from "./salted-hash.ts";
import { combineShares } from "./shamir.ts";

/** What has to come together; section 4 of the specification. */
export type BroughtFactors =
  | {
      readonly lock: "complaint";
      readonly shares: readonly AuditorShare[];
      readonly shredSecret: Uint8Array;
      readonly complaintCode: string;
    }
  | { readonly lock: "break-glass"; readonly shares: readonly AuditorShare[]; readonly shredSecret: Uint8Array };

/**
 * Returns the root key of the recording, never another one. More shares than needed are fine. What is wrong is named by the
 * code, and an auditor at fault by the error's `keyId`: `lock_unknown`, `share_foreign`, `share_duplicate`, `auditor_unknown`,
 * `share_corrupt`, `shares_too_few`, `external_missing`, `secret_wrong`, `code_wrong`; `lock_damaged` if all that is right.
 */
export async function openLock(header: Header, brought: BroughtFactors): Promise<Uint8Array> {
  const lock = findLock(header, brought.lock);
  await checkShares(header, lock, brought.shares);
  const { shares, shredSecret } = brought;
  const third =
    brought.lock === "break-glass" ? { external: externalOf(shares) } : { complaintCode: brought.complaintCode };
  if (!(await matches("secret hash", lock.shredSecret, shredSecret))) throw new SealedRecordingError("secret_wrong");
  if (brought.lock === "complaint") await checkCode(header, lock, brought.complaintCode);
  const auditors = await combine(shares);
  try {
    return await unlockRoot(bare(header), lock, { auditors, shredSecret, ...third });
  } finally {
    auditors.fill(0);
  }
}

function externalOf(shares: readonly AuditorShare[]): Uint8Array {
  for (const { external } of shares) if (external !== undefined) return external;
  throw new SealedRecordingError("external_missing");
}

async function checkShares(header: Header, lock: Lock, shares: readonly AuditorShare[]): Promise<void> {
  const seen = new Set<string>();
  for (const share of shares) {
    const { keyId } = share;
    if (share.recordingId !== header.recordingId || share.lock !== lock.name) {
      throw new SealedRecordingError("share_foreign", { keyId });
    }
    if (seen.has(keyId)) throw new SealedRecordingError("share_duplicate", { keyId });
    seen.add(keyId);
    await checked(lock, share);
  }
  const threshold = header.policy.locks.find(({ name }) => name === lock.name)?.threshold ?? Number.POSITIVE_INFINITY;
  if (shares.length < threshold) throw new SealedRecordingError("shares_too_few");
}

async function checkCode(header: Header, lock: Lock, complaintCode: string): Promise<void> {
  const proof = await proofBytes(complaintCode, header.recordingId);
  if (lock.name !== "complaint" || !(await matches("code hash", lock.code, proof))) {
    throw new SealedRecordingError("code_wrong");
  }
}

/** Shares that were locked as they are, but do not fit together, are the lock's fault. */
async function combine(shares: readonly AuditorShare[]): Promise<Uint8Array> {
  try {
    return await combineShares(shares.map(({ share }) => share));
  } catch (cause) {
    throw new SealedRecordingError("lock_damaged", { cause });
  }
}

function bare({ locks: _, ...rest }: Header) {
  return rest;
}
