import { concatBytes } from "./bytes.ts";
import { fromHex, toHex } from "./hex.ts";
import { deriveKeyPair, hpkeOpen, hpkeSeal } from "./hpke.ts";
import { label } from "./label.ts";
import type { Random } from "./web-crypto.ts";

/** A secret sealed to one public key, both parts in lower-case hexadecimal; section 13 of the specification. */
export interface SealedBox {
  readonly enc: string;
  readonly ciphertext: string;
}

export interface SealingKey {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** An X25519 key pair to which others seal. */
export async function generateSealingKey(random: Random): Promise<SealingKey> {
  return deriveKeyPair(random(32));
}

/**
 * Seals for the holder of the private key. `context` says what it is, `binding` for which recording, session or case: only who
 * names the same two opens it. Works on every runtime with WebCrypto's X25519, and on Node 18, where `globalThis.crypto` is missing.
 */
export async function sealTo(
  publicKey: Uint8Array,
  context: string,
  binding: Uint8Array,
  plain: Uint8Array,
  random: Random,
): Promise<SealedBox> {
  const ephemeral = random(32);
  const { enc, ciphertext } = await hpkeSeal(publicKey, concatBytes(label(context), binding), plain, ephemeral);
  ephemeral.fill(0);
  return { enc: toHex(enc), ciphertext: toHex(ciphertext) };
}

/** Rejects when the key, the context, the binding or the box are not the ones used at sealing. */
export async function openSealed(
  privateKey: Uint8Array,
  context: string,
  binding: Uint8Array,
  box: SealedBox,
): Promise<Uint8Array> {
  const sealed = { enc: fromHex(box.enc), ciphertext: fromHex(box.ciphertext) };
  return hpkeOpen(privateKey, concatBytes(label(context), binding), sealed);
}
