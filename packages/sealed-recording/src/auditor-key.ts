import { concatBytes } from "./bytes.ts";
import { ed25519FromSeed } from "./ed25519.ts";
import { toHex } from "./hex.ts";
import { deriveKeyPair } from "./hpke.ts";
import { label } from "./label.ts";
import { type Hashing, hkdf, type Random, webChecks } from "./web-crypto.ts";

/** An auditor's keys, all made of one seed. Seed and private halves never leave the auditor's machine. */
export interface AuditorKey {
  readonly keyId: string;
  /** X25519: shares are sealed to it. */
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
  /** Ed25519, public: what the auditor states is checked with it. */
  readonly signingKey: Uint8Array;
  readonly seed: Uint8Array;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

export async function generateAuditorKey(random: Random): Promise<AuditorKey> {
  return auditorKeyFromSeed(random(32));
}

/** Section 11 of the specification. */
export async function auditorKeyFromSeed(seed: Uint8Array): Promise<AuditorKey> {
  const { publicKey, privateKey } = await deriveKeyPair(await hkdf(seed, label("auditor sealing")));
  const signing = await ed25519FromSeed(await hkdf(seed, label("auditor signing")));
  return {
    keyId: await auditorKeyId(publicKey),
    publicKey,
    privateKey,
    signingKey: signing.publicKey,
    seed,
    sign: signing.sign,
  };
}

/** The first 16 bytes of a hash of the public key, in hexadecimal: naming a key also fixes it. */
export async function auditorKeyId(publicKey: Uint8Array, checks: Hashing = webChecks): Promise<string> {
  return toHex((await checks.sha256(concatBytes(label("auditor key"), publicKey))).subarray(0, 16));
}
