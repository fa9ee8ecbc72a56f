import type { AuditorKey } from "./auditor-key.ts";
import type { AuditorShare } from "./auditor-share.ts";
import { openWithShares, shareHash, shareInfo } from "./auditors-lock.ts";
import { SealedRecordingError } from "./errors.ts";
import { type AuditorsLock, type Header, isAuditorsLock } from "./header.ts";
import { fromHex, toHex } from "./hex.ts";
import { hpkeOpen } from "./hpke.ts";
import type { LockName } from "./lock-schemas.ts";
import { rootCommitment } from "./locked-root.ts";

/**
 * Unseals the share of one auditor, of the named lock or of the first one that knows the key.
 * Throws `auditor_unknown`, or `share_unreadable` if the sealed share or the private key was altered.
 */
export async function unsealOldShare(header: Header, key: AuditorKey, lockName?: string): Promise<AuditorShare> {
  const { keyId } = key;
  for (const lock of header.locks) {
    if (!isAuditorsLock(lock) || (lockName !== undefined && lock.name !== lockName)) continue;
    const sealed = lock.shares.find((share) => share.keyId === keyId);
    if (sealed === undefined) continue;
    try {
      const share = await hpkeOpen(key.privateKey, shareInfo(bare(header), sealed.index, lock.name), {
        enc: fromHex(sealed.enc),
        ciphertext: fromHex(sealed.ciphertext),
      });
      return { recordingId: header.recordingId, lock: lock.name as LockName, keyId, share };
    } catch (cause) {
      throw new SealedRecordingError("share_unreadable", { keyId, cause });
    }
  }
  throw new SealedRecordingError("auditor_unknown", { keyId });
}

/**
 * Returns the root key of the recording. All shares must be of one lock; more than needed is fine. A wrong share is named
 * by the error's `keyId`: `share_foreign`, `share_duplicate`, `share_corrupt`. Otherwise `shares_too_few`,
 * `lock_unknown` or `lock_damaged`. Never returns a key that is not this recording's.
 */
export async function openOldLock(header: Header, shares: readonly AuditorShare[]): Promise<Uint8Array> {
  const { lock, threshold } = findLock(header, shares[0]?.lock);
  const seen = new Set<string>();
  for (const share of shares) {
    if (share.recordingId !== header.recordingId || share.lock !== lock.name) throw refuse("share_foreign", share);
    if (seen.has(share.keyId)) throw refuse("share_duplicate", share);
    seen.add(share.keyId);
    const locked = lock.shares.find((entry) => entry.keyId === share.keyId);
    if (locked === undefined) throw refuse("auditor_unknown", share);
    if (toHex(await shareHash(fromHex(locked.salt), share.share)) !== locked.hash) throw refuse("share_corrupt", share);
  }
  if (shares.length < threshold) throw new SealedRecordingError("shares_too_few");
  return openAndCompare(
    header,
    lock,
    shares.map(({ share }) => share),
  );
}

async function openAndCompare(header: Header, lock: AuditorsLock, shares: readonly Uint8Array[]): Promise<Uint8Array> {
  let root: Uint8Array;
  try {
    root = await openWithShares(bare(header), lock, shares);
  } catch (cause) {
    throw new SealedRecordingError("lock_damaged", { cause });
  }
  if (toHex(await rootCommitment(root, header.recordingId)) !== header.commitment) {
    throw new SealedRecordingError("lock_damaged");
  }
  return root;
}

function findLock(header: Header, name: string | undefined): { lock: AuditorsLock; threshold: number } {
  if (name === undefined) throw new SealedRecordingError("shares_too_few");
  const lock = header.locks.find((candidate) => candidate.name === name);
  const threshold = header.policy.locks.find((ruled) => ruled.name === name)?.threshold;
  if (lock === undefined || !isAuditorsLock(lock) || threshold === undefined) {
    throw new SealedRecordingError("lock_unknown");
  }
  return { lock, threshold };
}

function bare({ locks: _, ...rest }: Header) {
  return rest;
}

function refuse(
  code: "share_foreign" | "share_duplicate" | "share_corrupt" | "auditor_unknown",
  { keyId }: AuditorShare,
): SealedRecordingError {
  return new SealedRecordingError(code, { keyId });
}
