import type { AuditorKey } from "./auditor-key.ts";
import { concatBytes } from "./bytes.ts";
import { SealedRecordingError } from "./errors.ts";
import { type Header, isKnownLock } from "./header.ts";
import { fromHex } from "./hex.ts";
import { hpkeOpen } from "./hpke.ts";
import type { BreakGlassLock, Lock, LockName } from "./lock-schemas.ts";
import { matches } from "./salted-hash.ts";
import { openSealed, type SealedBox, sealTo } from "./sealed-box.ts";
import { shareInfo } from "./sealed-shares.ts";
import { type Random, utf8 } from "./web-crypto.ts";

const shareLength = 33;

/** One auditor's piece, unsealed. Together with enough others it opens the recording: handle it like a key. */
export interface AuditorShare {
  readonly recordingId: string;
  readonly lock: LockName;
  readonly keyId: string;
  readonly share: Uint8Array;
  /** Of an external auditor, in the break-glass lock: the factor that only externals have. */
  readonly external?: Uint8Array;
}

/** A share on its way from an approving auditor to the one who looks, X of an external auditor included. */
export interface SealedShareForViewer {
  /** Key id of the approving auditor. */
  readonly auditor: string;
  readonly lock: LockName;
  readonly box: SealedBox;
}

/**
 * Unseals the share of one auditor. Throws `lock_unknown`, `auditor_unknown`, `share_unreadable` if the sealed share or the
 * private key was altered, or `share_corrupt` if whoever made the lock put something else in.
 */
export async function unsealShare(header: Header, key: AuditorKey, lockName: LockName): Promise<AuditorShare> {
  const lock = findLock(header, lockName);
  const { keyId } = key;
  const { recordingId } = header;
  const sealed = lock.shares.find((share) => share.keyId === keyId);
  if (sealed === undefined) throw new SealedRecordingError("auditor_unknown", { keyId });
  const share = await unseal(key, shareInfo("share", header, sealed.index, lockName), sealed);
  const sealedExternal = externalsOf(lock).find((entry) => entry.keyId === keyId);
  if (sealedExternal === undefined) return checked(lock, { recordingId, lock: lockName, keyId, share });
  const info = shareInfo("external", header, sealed.index, lockName);
  const external = await unseal(key, info, sealedExternal);
  return checked(lock, { recordingId, lock: lockName, keyId, share, external });
}

/** Seals an unsealed share to the key of the one who will look, for this case only. */
export async function resealShare(
  share: AuditorShare,
  viewerPublicKey: Uint8Array,
  caseId: string,
  random: Random,
): Promise<SealedShareForViewer> {
  const { recordingId, lock, keyId } = share;
  const plain = concatBytes(share.share, share.external ?? new Uint8Array(0));
  const binding = viewerBinding(recordingId, caseId, lock);
  const box = await sealTo(viewerPublicKey, "viewer share", binding, plain, random);
  plain.fill(0);
  return { auditor: keyId, lock, box };
}

/**
 * The viewer's side of `resealShare`. Throws `share_unreadable` if it was sealed to another key, for another case or another
 * recording, `share_corrupt` if it is not what was locked. The error's `keyId` names the auditor.
 */
export async function openResealedShare(
  viewerPrivateKey: Uint8Array,
  header: Header,
  caseId: string,
  { lock: lockName, auditor: keyId, box }: SealedShareForViewer,
): Promise<AuditorShare> {
  const { recordingId } = header;
  const lock = findLock(header, lockName);
  const binding = viewerBinding(recordingId, caseId, lockName);
  let plain: Uint8Array;
  try {
    plain = await openSealed(viewerPrivateKey, "viewer share", binding, box);
  } catch (cause) {
    throw new SealedRecordingError("share_unreadable", { keyId, cause });
  }
  const share = { recordingId, lock: lockName, keyId, share: plain.slice(0, shareLength) };
  return checked(lock, plain.length > shareLength ? { ...share, external: plain.slice(shareLength) } : share);
}

/** The named lock. Throws `lock_unknown`. */
export function findLock(header: Header, name: LockName): Lock {
  const lock = header.locks.find((candidate) => candidate.name === name);
  if (lock === undefined || !isKnownLock(lock)) throw new SealedRecordingError("lock_unknown");
  return lock;
}

/** The share, if it is what was locked; throws `auditor_unknown` or `share_corrupt`. */
export async function checked(lock: Lock, share: AuditorShare): Promise<AuditorShare> {
  const { keyId, external } = share;
  const entry = lock.shares.find((each) => each.keyId === keyId);
  if (entry === undefined) throw new SealedRecordingError("auditor_unknown", { keyId });
  const isExternal = externalsOf(lock).some((each) => each.keyId === keyId);
  const isRight =
    (await matches("share hash", entry, share.share)) &&
    isExternal === (external !== undefined) &&
    (external === undefined ||
      (lock.name === "break-glass" && (await matches("external hash", lock.external, external))));
  if (!isRight) throw new SealedRecordingError("share_corrupt", { keyId });
  return share;
}

function externalsOf(lock: Lock): BreakGlassLock["externals"] {
  return lock.name === "break-glass" ? lock.externals : [];
}

async function unseal(
  { keyId, privateKey }: AuditorKey,
  info: Uint8Array,
  sealed: { readonly enc: string; readonly ciphertext: string },
): Promise<Uint8Array> {
  try {
    return await hpkeOpen(privateKey, info, { enc: fromHex(sealed.enc), ciphertext: fromHex(sealed.ciphertext) });
  } catch (cause) {
    throw new SealedRecordingError("share_unreadable", { keyId, cause });
  }
}

function viewerBinding(recordingId: string, caseId: string, lock: LockName): Uint8Array {
  return concatBytes(fromHex(recordingId), utf8(caseId), utf8(lock));
}
