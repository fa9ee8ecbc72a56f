import { combine, split } from "shamir-secret-sharing";
import { auditorKeyId } from "./auditor-key.ts";
import { concatBytes } from "./bytes.ts";
import { canonicalBytes } from "./canonical-json.ts";
import type { AuditorsLock, BareHeader } from "./header.ts";
import { fromHex, toHex } from "./hex.ts";
import { hpkeSeal } from "./hpke.ts";
import { label } from "./label.ts";
import { gcmOpen, gcmSeal, hkdf, type Random, sha256, utf8 } from "./web-crypto.ts";

/**
 * Makes a lock of kind `auditors`, section 4: `threshold` of them together get the root key. The lock's own secrets are
 * overwritten before this returns; `root` is not.
 */
export async function makeAuditorsLock(
  header: BareHeader,
  name: string,
  threshold: number,
  auditors: readonly Uint8Array[],
  root: Uint8Array,
  random: Random,
): Promise<AuditorsLock> {
  const secret = plainArray(random(32));
  const shares = await split(secret, auditors.length, threshold);
  const lock = await lockWithShares(header, name, auditors, root, secret, shares, random);
  for (const bytes of [secret, ...shares]) bytes.fill(0);
  return lock;
}

/** The deterministic part: the secret is already split. Per share it takes 16 random bytes (salt), then 32 (ephemeral key). */
export async function lockWithShares(
  header: BareHeader,
  name: string,
  auditors: readonly Uint8Array[],
  root: Uint8Array,
  secret: Uint8Array,
  shares: readonly Uint8Array[],
  random: Random,
): Promise<AuditorsLock> {
  const sealShare = async (share: Uint8Array, at: number) => {
    const publicKey = auditors[at] as Uint8Array;
    const salt = random(16);
    const ephemeral = random(32);
    const sealed = await hpkeSeal(publicKey, shareInfo(header, at + 1, name), share, ephemeral);
    ephemeral.fill(0);
    return {
      index: at + 1,
      keyId: await auditorKeyId(publicKey),
      publicKey: toHex(publicKey),
      enc: toHex(sealed.enc),
      ciphertext: toHex(sealed.ciphertext),
      salt: toHex(salt),
      hash: toHex(await shareHash(salt, share)),
    };
  };
  const sealedShares: AuditorsLock["shares"] = [];
  for (const [at, share] of shares.entries()) sealedShares.push(await sealShare(share, at));
  const wrapping = await lockKey(secret, header, name);
  const lockedRoot = toHex(await gcmSeal(wrapping, root, canonicalBytes(header)));
  wrapping.fill(0);
  return { kind: "auditors", version: 1, name, lockedRoot, shares: sealedShares };
}

/**
 * Combines shares and opens the lock. Rejects when the tag does not fit. The caller has checked the shares: `combine` itself
 * returns garbage for wrong or too few of them.
 */
export async function openWithShares(
  header: BareHeader,
  lock: AuditorsLock,
  shares: readonly Uint8Array[],
): Promise<Uint8Array> {
  const secret = await combine(shares.map(plainArray));
  const wrapping = await lockKey(secret, header, lock.name);
  return gcmOpen(wrapping, fromHex(lock.lockedRoot), canonicalBytes(header));
}

export function shareInfo(header: BareHeader, index: number, name: string): Uint8Array {
  return concatBytes(
    label("share"),
    fromHex(header.recordingId),
    fromHex(header.policyHash),
    Uint8Array.of(index),
    utf8(name),
  );
}

export function shareHash(salt: Uint8Array, share: Uint8Array): Promise<Uint8Array> {
  return sha256(concatBytes(label("share hash"), salt, share));
}

function lockKey(factors: Uint8Array, header: BareHeader, name: string): Promise<Uint8Array> {
  const info = concatBytes(label("lock"), fromHex(header.recordingId), fromHex(header.policyHash), utf8(name));
  return hkdf(factors, info);
}

/** The same memory as a plain Uint8Array: `shamir-secret-sharing` refuses Node's Buffer. */
function plainArray(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
