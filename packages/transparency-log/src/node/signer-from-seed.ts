import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import type { NoteSigner } from "../note-signer.ts";
import { type KeyKind, verifierKey } from "../verifier-key.ts";
import { nodeChecks } from "./node-checks.ts";

/** PKCS #8 (RFC 8410 section 7) in front of the 32-byte seed of an Ed25519 private key. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** The note key of a 32-byte random seed. The caller keeps or overwrites the seed. */
export async function signerFromSeed(kind: KeyKind, name: string, seed: Uint8Array): Promise<NoteSigner> {
  const der = Buffer.concat([pkcs8Prefix, seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  der.fill(0);
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  const publicKey = new Uint8Array(Buffer.from(x as string, "base64url"));
  return {
    key: await verifierKey(kind, name, publicKey, nodeChecks.sha256),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}
