import { auditorKeyId } from "./auditor-key.ts";
import { concatBytes } from "./bytes.ts";
import type { BareHeader } from "./header.ts";
import { fromHex, toHex } from "./hex.ts";
import { hpkeSeal } from "./hpke.ts";
import { label } from "./label.ts";
import type { SealedShares } from "./lock-schemas.ts";
import { saltedHash } from "./salted-hash.ts";
import { type Random, utf8 } from "./web-crypto.ts";

/** Seals each share to its auditor, section 4. Per share it takes 32 random bytes (ephemeral key), then 16 (salt). */
export async function sealShares(
  header: BareHeader,
  name: string,
  auditors: readonly Uint8Array[],
  shares: readonly Uint8Array[],
  random: Random,
): Promise<SealedShares> {
  const sealedShares: SealedShares = [];
  for (const [at, share] of shares.entries()) {
    const publicKey = auditors[at] as Uint8Array;
    sealedShares.push({
      index: at + 1,
      keyId: await auditorKeyId(publicKey),
      publicKey: toHex(publicKey),
      ...(await sealForAuditor(shareInfo("share", header, at + 1, name), publicKey, share, random)),
      ...(await saltedHash("share hash", share, random)),
    });
  }
  return sealedShares;
}

export async function sealForAuditor(
  info: Uint8Array,
  publicKey: Uint8Array,
  plain: Uint8Array,
  random: Random,
): Promise<{ enc: string; ciphertext: string }> {
  const ephemeral = random(32);
  const { enc, ciphertext } = await hpkeSeal(publicKey, info, plain, ephemeral);
  ephemeral.fill(0);
  return { enc: toHex(enc), ciphertext: toHex(ciphertext) };
}

/** `index` counts the lock's auditors from 1. */
export function shareInfo(what: "share" | "external", header: BareHeader, index: number, name: string): Uint8Array {
  return concatBytes(
    label(what),
    fromHex(header.recordingId),
    fromHex(header.policyHash),
    Uint8Array.of(index),
    utf8(name),
  );
}
