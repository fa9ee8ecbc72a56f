import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { concatBytes } from "./bytes.ts";
import { canonicalBytes } from "./canonical-json.ts";
import { fromHex } from "./hex.ts";
import { label } from "./label.ts";
import { ed25519Verifier } from "./web-crypto.ts";

/** Whoever signs: an auditor, a key warden, a server. */
export interface StatementSigner {
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** What is signed when somebody states something: `LABEL("statement " + type)`, then the canonical JSON; section 12. */
export function statementBytes(type: string, value: object): Uint8Array {
  if (!/^[a-z-]{1,32}$/.test(type)) throw new RangeError("A statement's type is 1 to 32 characters of a–z and -");
  return concatBytes(label(`statement ${type}`), canonicalBytes(value));
}

/** Ed25519, unpadded base64url. */
export async function signStatement(type: string, value: object, key: StatementSigner): Promise<string> {
  return toBase64Url(await key.sign(statementBytes(type, value)));
}

/** False for a signature or a public key that is none, too. */
export async function verifyStatement(
  type: string,
  value: object,
  signature: string,
  publicKeyHex: string,
): Promise<boolean> {
  const bytes = fromBase64Url(signature);
  if (bytes?.length !== 64 || !/^[0-9a-f]{64}$/.test(publicKeyHex)) return false;
  const verifier = await ed25519Verifier(fromHex(publicKeyHex)).catch(() => undefined);
  return verifier?.(statementBytes(type, value), bytes) ?? false;
}
