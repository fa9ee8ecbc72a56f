import { createPrivateKey, createPublicKey, sign } from "node:crypto";

/** An Ed25519 key that signs at once. Serves a recording's own key and the server's recovery key. */
export interface SigningKey {
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** PKCS #8 (RFC 8410 section 7) in front of the 32-byte seed of an Ed25519 private key. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** The key of a 32-byte random seed. The caller keeps or overwrites the seed. */
export function signingKeyFromSeed(seed: Uint8Array): SigningKey {
  const der = Buffer.concat([pkcs8Prefix, seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  der.fill(0);
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: new Uint8Array(Buffer.from(x as string, "base64url")),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}
