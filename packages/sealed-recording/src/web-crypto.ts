/**
 * The cryptography of the reading side, as thin names over WebCrypto, which Node 24 and the auditor's browser both have.
 * `WebCryptoScope` says exactly what is taken from the runtime; it is looked up at the call, so importing this package needs none of it.
 */
interface WebCryptoScope {
  readonly crypto: {
    getRandomValues(into: Uint8Array): Uint8Array;
    readonly subtle: {
      digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer>;
      importKey(
        format: "raw",
        key: Uint8Array,
        algorithm: string,
        extractable: false,
        usages: string[],
      ): Promise<object>;
      deriveBits(algorithm: object, key: object, bits: number): Promise<ArrayBuffer>;
      encrypt(algorithm: object, key: object, data: Uint8Array): Promise<ArrayBuffer>;
      decrypt(algorithm: object, key: object, data: Uint8Array): Promise<ArrayBuffer>;
      importKey(
        format: "pkcs8",
        key: Uint8Array,
        algorithm: "Ed25519",
        extractable: true,
        usages: ["sign"],
      ): Promise<object>;
      exportKey(format: "jwk", key: object): Promise<{ readonly x?: string }>;
      sign(algorithm: "Ed25519", key: object, data: Uint8Array): Promise<ArrayBuffer>;
      verify(algorithm: string, key: object, signature: Uint8Array, data: Uint8Array): Promise<boolean>;
    };
  };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (label: "utf-8", options: { fatal: true }) => { decode(bytes: Uint8Array): string };
}

const scope = globalThis as unknown as WebCryptoScope;

/** Gives that many random bytes, in an array the callee may overwrite. */
export type Random = (length: number) => Uint8Array;

/** The runtime's random numbers. Functions that need randomness are given this one or, for vectors, another. */
export const systemRandom: Random = (length) => scope.crypto.getRandomValues(new Uint8Array(length));

export function utf8(text: string): Uint8Array {
  return new scope.TextEncoder().encode(text);
}

/** Throws on bytes that are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  return new scope.TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

export async function sha256(data: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await scope.crypto.subtle.digest("SHA-256", data));
}

/** HKDF-SHA-256 (RFC 5869), 32 bytes. */
export async function hkdf(
  key: Uint8Array,
  info: Uint8Array,
  salt: Uint8Array = new Uint8Array(0),
): Promise<Uint8Array> {
  const imported = await scope.crypto.subtle.importKey("raw", key, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(
    await scope.crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, imported, 256),
  );
}

export async function pbkdf2(passphrase: string, salt: Uint8Array, iterations: number): Promise<Uint8Array> {
  const imported = await scope.crypto.subtle.importKey("raw", utf8(passphrase.normalize("NFKC")), "PBKDF2", false, [
    "deriveBits",
  ]);
  return new Uint8Array(
    await scope.crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, imported, 256),
  );
}

/** `GCM` of section 1. The zero nonce is sound only because no key of FDR1 seals two messages. */
const gcm = (additionalData: Uint8Array) => ({ name: "AES-GCM", iv: new Uint8Array(12), additionalData });

export async function gcmSeal(key: Uint8Array, plain: Uint8Array, aad: Uint8Array): Promise<Uint8Array> {
  const imported = await scope.crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  return new Uint8Array(await scope.crypto.subtle.encrypt(gcm(aad), imported, plain));
}

/** Rejects when key, additional data or ciphertext are not the ones that were sealed. */
export async function gcmOpen(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Promise<Uint8Array> {
  const imported = await scope.crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  return new Uint8Array(await scope.crypto.subtle.decrypt(gcm(aad), imported, sealed));
}

export type VerifySignature = (message: Uint8Array, signature: Uint8Array) => Promise<boolean> | boolean;

/** What verification computes. A server that scrubs many recordings passes `nodeChecks`, which does without a thread per call. */
export interface Checks {
  sha256(data: Uint8Array): Promise<Uint8Array> | Uint8Array;
  /** May throw or reject when the key is not a point of the curve. */
  ed25519Verifier(publicKey: Uint8Array): Promise<VerifySignature> | VerifySignature;
}

/** The part of them that reading a header takes. */
export type Hashing = Pick<Checks, "sha256">;

/** Prepares an Ed25519 public key. Rejects when the key is not a point of the curve. */
export async function ed25519Verifier(publicKey: Uint8Array): Promise<VerifySignature> {
  const key = await scope.crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return (message, signature) => scope.crypto.subtle.verify("Ed25519", key, signature, message);
}

export const webChecks: Checks = { sha256, ed25519Verifier };

/** Prepares an Ed25519 private key in PKCS #8; `x` is its public half, unpadded base64url. */
export async function ed25519Signer(
  pkcs8: Uint8Array,
): Promise<{ x: string; sign(message: Uint8Array): Promise<Uint8Array> }> {
  const { subtle } = scope.crypto;
  const key = await subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x = "" } = await subtle.exportKey("jwk", key);
  return { x, sign: async (message) => new Uint8Array(await subtle.sign("Ed25519", key, message)) };
}
