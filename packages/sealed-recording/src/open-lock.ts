import { type AuditorShare, checked, findLock } from "./auditor-share.ts";
import { proofBytes } from "./complaint-proof.ts";
import { SealedRecordingError } from "./errors.ts";
import type { Header } from "./header.ts";
import type { Lock } from "./lock-schemas.ts";
import { unlockRoot } from "./locked-root.ts";
import { openOldLock } from "./old-open-lock.ts";
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
export async function openLock(header: Header, brought: BroughtFactors | readonly AuditorShare[]): Promise<Uint8Array> {
  if (!("lock" in brought)) return openOldLock(header, brought);
  const lock = findLock(header, brought.lock);
  await checkShares(header, lock, brought.shares);
  if (!(await matches("secret hash", lock.shredSecret, brought.shredSecret))) {
    throw new SealedRecordingError("secret_wrong");
  }
  if (lock.name === "complaint" && !(await isCodeRight(header, lock.code, brought))) {
    throw new SealedRecordingError("code_wrong");
  }
  const { lock: _, shares, ...rest } = brought;
  const external = shares.find((share) => share.external !== undefined)?.external;
  const auditors = await combine(shares);
  try {
    return await unlockRoot(bare(header), lock, {
      auditors,
      ...(external === undefined ? {} : { external }),
      ...rest,
    });
  } finally {
    auditors.fill(0);
  }
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
  if (lock.name === "break-glass" && !shares.some(({ external }) => external !== undefined)) {
    throw new SealedRecordingError("external_missing");
  }
}

async function isCodeRight(
  header: Header,
  expected: Parameters<typeof matches>[1],
  brought: BroughtFactors,
): Promise<boolean> {
  if (brought.lock !== "complaint") return false;
  return matches("code hash", expected, await proofBytes(brought.complaintCode, header.recordingId));
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
