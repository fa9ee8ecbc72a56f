import { concatBytes } from "./bytes.ts";
import { toHex } from "./hex.ts";
import { deriveKeyPair } from "./hpke.ts";
import { label } from "./label.ts";
import { type Random, sha256 } from "./web-crypto.ts";

/** An auditor's X25519 key pair. The private half never leaves the auditor's machine. */
export interface AuditorKey {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

export async function generateAuditorKey(random: Random): Promise<AuditorKey> {
  const { publicKey, privateKey } = await deriveKeyPair(random(32));
  return { keyId: await auditorKeyId(publicKey), publicKey, privateKey };
}

/** The first 16 bytes of a hash of the public key, in hexadecimal: naming a key also fixes it. */
export async function auditorKeyId(publicKey: Uint8Array): Promise<string> {
  return toHex((await sha256(concatBytes(label("auditor key"), publicKey))).subarray(0, 16));
}
