import { fromBase64Url } from "./base64url.ts";
import { concatBytes } from "./bytes.ts";
import { fromHex } from "./hex.ts";
import { ed25519Signer } from "./web-crypto.ts";

/** PKCS #8 (RFC 8410 section 7) in front of the 32-byte seed of an Ed25519 private key: the only form that WebCrypto imports. */
const pkcs8Prefix = fromHex("302e020100300506032b657004220420");

/** The key pair of a 32-byte seed (RFC 8032), which it overwrites. */
export async function ed25519FromSeed(
  seed: Uint8Array,
): Promise<{ publicKey: Uint8Array; sign(message: Uint8Array): Promise<Uint8Array> }> {
  const der = concatBytes(pkcs8Prefix, seed);
  const { x, sign } = await ed25519Signer(der);
  der.fill(0);
  seed.fill(0);
  return { publicKey: fromBase64Url(x) as Uint8Array, sign };
}
