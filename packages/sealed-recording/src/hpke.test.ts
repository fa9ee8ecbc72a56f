import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { expect, test } from "vitest";
import { fromHex, toHex } from "./hex.ts";
import { deriveKeyPair, hpkeOpen, hpkeSeal } from "./hpke.ts";

/** RFC 9180 appendix A.1.1, first encryption. It uses AES-128-GCM; our AES-256-GCM is held against vectors/fdr1.py instead. */
const rfc = {
  info: "4f6465206f6e2061204772656369616e2055726e",
  ikmE: "7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234",
  ikmR: "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037",
  enc: "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
  publicKey: "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
  privateKey: "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
  aad: "436f756e742d30",
  plain: "4265617574792069732074727574682c20747275746820626561757479",
  sealed: "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
};

test("RFC 9180 A.1.1: our KEM and KDF under AES-128-GCM", async () => {
  const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
  const recipientPublicKey = await suite.kem.deserializePublicKey(fromHex(rfc.publicKey));
  const params = { recipientPublicKey, info: fromHex(rfc.info), ekm: fromHex(rfc.ikmE) };
  const { enc, ct } = await suite.seal(params, fromHex(rfc.plain), fromHex(rfc.aad));
  expect(toHex(new Uint8Array(enc))).toBe(rfc.enc);
  expect(toHex(new Uint8Array(ct))).toBe(rfc.sealed);
});

test("RFC 9180 A.1.1: DeriveKeyPair, and the ephemeral key that sealing makes of its random bytes", async () => {
  const pair = await deriveKeyPair(fromHex(rfc.ikmR));
  expect([toHex(pair.publicKey), toHex(pair.privateKey)]).toEqual([rfc.publicKey, rfc.privateKey]);
  const sealed = await hpkeSeal(pair.publicKey, fromHex(rfc.info), fromHex(rfc.plain), fromHex(rfc.ikmE));
  expect(toHex(sealed.enc)).toBe(rfc.enc);
  expect(toHex(await hpkeOpen(pair.privateKey, fromHex(rfc.info), sealed))).toBe(rfc.plain);
});

test("another key, other info or altered bytes do not open", async () => {
  const [mine, other] = await Promise.all([deriveKeyPair(new Uint8Array(32)), deriveKeyPair(fromHex(rfc.ikmR))]);
  const info = Uint8Array.of(1);
  const sealed = await hpkeSeal(mine.publicKey, info, Uint8Array.of(42), fromHex(rfc.ikmE));
  const altered = { ...sealed, ciphertext: sealed.ciphertext.map((byte, at) => (at === 0 ? byte ^ 1 : byte)) };
  await expect(hpkeOpen(other.privateKey, info, sealed)).rejects.toThrow();
  await expect(hpkeOpen(mine.privateKey, Uint8Array.of(2), sealed)).rejects.toThrow();
  await expect(hpkeOpen(mine.privateKey, info, altered)).rejects.toThrow();
});
