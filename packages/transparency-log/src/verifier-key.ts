import { fromBase64, toBase64 } from "./base64.ts";
import { concatBytes, toHex } from "./bytes.ts";
import { cosignatureMessage, readCosignature } from "./cosignature.ts";
import { TransparencyLogError } from "./errors.ts";
import { isKeyName, noteMessage, type SignedNote } from "./signed-note.ts";
import { type Checks, type Sha256, utf8, webChecks } from "./web-crypto.ts";

/** `log`: Ed25519 over the note (type 0x01). `witness`: a timestamped cosignature (type 0x04, C2SP tlog-cosignature). */
export type KeyKind = "log" | "witness";

export interface VerifierKey {
  readonly kind: KeyKind;
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly keyId: string;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

const typeBytes = { log: 0x01, witness: 0x04 } as const;
const form = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})$/u;

/** A key under the number that C2SP signed-note gives it. */
export async function verifierKey(
  kind: KeyKind,
  name: string,
  publicKey: Uint8Array,
  sha256: Sha256 = webChecks.sha256,
): Promise<VerifierKey> {
  if (!isKeyName(name) || publicKey.length !== 32) throw new TransparencyLogError("key_malformed");
  const hash = await sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(typeBytes[kind]), publicKey));
  return { kind, name, keyId: toHex(hash.subarray(0, 4)), publicKey };
}

/** The key as one line of text ("vkey"). */
export function formatVerifierKey({ kind, name, keyId, publicKey }: VerifierKey): string {
  return `${name}+${keyId}+${toBase64(concatBytes(Uint8Array.of(typeBytes[kind]), publicKey))}`;
}

/** Throws `key_malformed`, also where the number is not the one that belongs to name and key. */
export async function parseVerifierKey(vkey: string, sha256: Sha256 = webChecks.sha256): Promise<VerifierKey> {
  const [, name = "", keyId, encoded = ""] = form.exec(vkey) ?? [];
  const bytes = fromBase64(encoded);
  const kind = (["log", "witness"] as const).find((one) => typeBytes[one] === bytes?.[0]);
  if (bytes?.length !== 33 || kind === undefined) throw new TransparencyLogError("key_malformed");
  const key = await verifierKey(kind, name, bytes.slice(1), sha256);
  if (key.keyId !== keyId) throw new TransparencyLogError("key_malformed", { about: name });
  return key;
}

/**
 * When this key signed the note: undefined where it did not, `timeMs` undefined where its kind of signature tells no time.
 * A signature line by this name and number that does not fit makes the note one to reject: `signature_invalid`.
 */
export async function findSignature(
  note: SignedNote,
  key: VerifierKey,
  checks: Checks = webChecks,
): Promise<{ readonly timeMs: number | undefined } | undefined> {
  let found: { timeMs: number | undefined } | undefined;
  for (const { name, keyId, signature } of note.signatures) {
    if (name !== key.name || keyId !== key.keyId) continue;
    const { timeMs, message, bytes } = signed(note.text, key.kind, signature);
    const fits = bytes.length === 64 && (await checks.verifyEd25519(key.publicKey, message, bytes));
    if (!fits) throw new TransparencyLogError("signature_invalid", { about: name });
    // Of several by one witness the newest counts.
    if (found === undefined || (timeMs ?? 0) > (found.timeMs ?? 0)) found = { timeMs };
  }
  return found;
}

function signed(text: string, kind: KeyKind, signature: Uint8Array) {
  if (kind === "log") return { timeMs: undefined, message: noteMessage(text), bytes: signature };
  const { timeS, bytes } = readCosignature(signature);
  return { timeMs: timeS * 1000, message: cosignatureMessage(text, timeS), bytes };
}
