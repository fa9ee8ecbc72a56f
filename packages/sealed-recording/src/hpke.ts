import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";

/** HPKE (RFC 9180), base mode, with the suite that section 4 of the specification names. X25519 comes from WebCrypto. */
const suite = /* @__PURE__ */ new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

export interface SealedShare {
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Seals to a public key. `ephemeral` is 32 fresh random bytes: RFC 9180 section 7.1.3 makes the ephemeral key pair of it. */
export async function hpkeSeal(
  recipient: Uint8Array,
  info: Uint8Array,
  plain: Uint8Array,
  ephemeral: Uint8Array,
): Promise<SealedShare> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(recipient);
  const sealed = await suite.seal({ recipientPublicKey, info, ekm: ephemeral }, plain);
  return { enc: new Uint8Array(sealed.enc), ciphertext: new Uint8Array(sealed.ct) };
}

/** Rejects when the key, the info or the sealed bytes are not the ones used at sealing. */
export async function hpkeOpen(privateKey: Uint8Array, info: Uint8Array, sealed: SealedShare): Promise<Uint8Array> {
  const recipientKey = await suite.kem.deserializePrivateKey(privateKey);
  return new Uint8Array(await suite.open({ recipientKey, info, enc: sealed.enc }, sealed.ciphertext));
}

/** DeriveKeyPair of RFC 9180 section 7.1.3. */
export async function deriveKeyPair(ikm: Uint8Array): Promise<{ publicKey: Uint8Array; privateKey: Uint8Array }> {
  const pair = await suite.kem.deriveKeyPair(ikm);
  return {
    publicKey: new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey)),
    privateKey: new Uint8Array(await suite.kem.serializePrivateKey(pair.privateKey)),
  };
}
