/**
 * What proofs and signatures need of the runtime, as thin names over WebCrypto. It is looked up at the call, so importing this
 * package needs none of it.
 */
interface WebCryptoScope {
  readonly crypto: {
    readonly subtle: {
      digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer>;
      importKey(
        format: "raw",
        key: Uint8Array,
        algorithm: string,
        extractable: false,
        usages: string[],
      ): Promise<object>;
      verify(algorithm: string, key: object, signature: Uint8Array, data: Uint8Array): Promise<boolean>;
    };
  };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label: "utf-8",
    options: { fatal: true; ignoreBOM: true },
  ) => { decode(bytes: Uint8Array): string };
}

const scope = globalThis as unknown as WebCryptoScope;

export function utf8(text: string): Uint8Array {
  return new scope.TextEncoder().encode(text);
}

/** Throws on bytes that are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  return new scope.TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

export type Sha256 = (data: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** What verification computes. Servers pass `nodeChecks`, which does without a thread per call. */
export interface Checks {
  readonly sha256: Sha256;
  /** False as well when the key is no point of the curve. */
  verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
}

export const webChecks: Checks = {
  sha256: async (data) => new Uint8Array(await scope.crypto.subtle.digest("SHA-256", data)),
  verifyEd25519: async (publicKey, message, signature) => {
    const { subtle } = scope.crypto;
    const key = await subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]).catch(() => undefined);
    return key !== undefined && (await subtle.verify("Ed25519", key, signature, message));
  },
};
