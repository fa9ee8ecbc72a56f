import { concatBytes, viewOf } from "./bytes.ts";
import { canonicalBytes } from "./canonical-json.ts";
import { SealedRecordingError } from "./errors.ts";
import type { BareHeader } from "./header.ts";
import { fromHex, toHex } from "./hex.ts";
import { label } from "./label.ts";
import type { Lock, LockName } from "./lock-schemas.ts";
import { gcmOpen, gcmSeal, hkdf, utf8 } from "./web-crypto.ts";

/** What a lock takes, section 4. Of X and C, each kind of lock has one or the other. */
export interface Factors {
  /** A, which the auditors' shares give. */
  readonly auditors: Uint8Array;
  /** X, held by each external auditor. */
  readonly external?: Uint8Array;
  /** S, held by the key wardens. */
  readonly shredSecret: Uint8Array;
  /** C, held by the customer. */
  readonly complaintCode?: string;
}

export async function lockRoot(
  header: BareHeader,
  name: LockName,
  factors: Factors,
  root: Uint8Array,
): Promise<string> {
  const wrapping = await lockKey(header, name, factors);
  const locked = await gcmSeal(wrapping, root, canonicalBytes(header));
  wrapping.fill(0);
  return toHex(locked);
}

/** Throws `lock_damaged` when the factors do not fit, or fit a root key other than the header commits to. */
export async function unlockRoot(header: BareHeader, lock: Lock, factors: Factors): Promise<Uint8Array> {
  const wrapping = await lockKey(header, lock.name, factors);
  try {
    const root = await gcmOpen(wrapping, fromHex(lock.lockedRoot), canonicalBytes(header));
    if (toHex(await rootCommitment(root, header.recordingId)) === header.commitment) return root;
  } catch (cause) {
    throw new SealedRecordingError("lock_damaged", { cause });
  }
  throw new SealedRecordingError("lock_damaged");
}

/** `commitment` of the header: says whether a root key is this recording's without telling anything about it. */
export function rootCommitment(root: Uint8Array, recordingId: string): Promise<Uint8Array> {
  return hkdf(root, concatBytes(label("commitment"), fromHex(recordingId)));
}

async function lockKey(header: BareHeader, name: LockName, factors: Factors): Promise<Uint8Array> {
  const { auditors, external, shredSecret, complaintCode } = factors;
  const code = complaintCode === undefined ? undefined : utf8(complaintCode);
  const input = withLengths([auditors, external, shredSecret, code].filter((factor) => factor !== undefined));
  const info = concatBytes(label("lock"), fromHex(header.recordingId), fromHex(header.policyHash), utf8(name));
  const key = await hkdf(input, info);
  input.fill(0);
  return key;
}

function withLengths(factors: readonly Uint8Array[]): Uint8Array {
  const lengthOf = (factor: Uint8Array) => {
    const length = new Uint8Array(4);
    viewOf(length).setUint32(0, factor.length);
    return length;
  };
  return concatBytes(...factors.flatMap((factor) => [lengthOf(factor), factor]));
}
