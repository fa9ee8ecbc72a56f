import { z } from "zod";
import { type AuditorKey, auditorKeyId } from "./auditor-key.ts";
import { concatBytes } from "./bytes.ts";
import { SealedRecordingError } from "./errors.ts";
import { fromHex, toHex } from "./hex.ts";
import { hexOf } from "./hex-schema.ts";
import { label } from "./label.ts";
import { gcmOpen, gcmSeal, pbkdf2, type Random, utf8 } from "./web-crypto.ts";

/** The format version 1 demands at least this many; OWASP's figure of 2023 for PBKDF2 with SHA-256. */
const minimumIterations = 600_000;

const common = {
  format: z.literal("ferndiagnose-auditor-key"),
  version: z.literal(1),
  keyId: hexOf(16),
  publicKey: hexOf(32),
};

const SealedKeyFile = z.strictObject({
  ...common,
  sealedPrivateKey: z.strictObject({
    kdf: z.literal("PBKDF2-SHA256"),
    iterations: z.int().min(minimumIterations).max(100_000_000),
    salt: hexOf(16),
    ciphertext: hexOf(48),
  }),
});

const OpenKeyFile = z.strictObject({ ...common, privateKey: hexOf(32) });

/** Section 11 of the specification. */
export const AuditorKeyFile = z.union([SealedKeyFile, OpenKeyFile]);
export type AuditorKeyFile = z.infer<typeof AuditorKeyFile>;

/** The key as JSON. Without a passphrase the private key stands in the file as it is. */
export async function writeAuditorKeyFile(
  key: AuditorKey,
  protection?: { readonly passphrase: string; readonly random: Random },
): Promise<string> {
  const { keyId } = key;
  const open = { format: "ferndiagnose-auditor-key", version: 1, keyId, publicKey: toHex(key.publicKey) } as const;
  const file: AuditorKeyFile =
    protection === undefined
      ? { ...open, privateKey: toHex(key.privateKey) }
      : { ...open, sealedPrivateKey: await sealPrivateKey(key, protection.passphrase, protection.random) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a key file. Throws `key_file_invalid` if it is malformed, protected and no passphrase was given, or its key id is
 * not that of its public key, and `passphrase_wrong` if the passphrase does not open it.
 */
export async function readAuditorKeyFile(text: string, passphrase?: string): Promise<AuditorKey> {
  const file = parseKeyFile(text);
  const publicKey = fromHex(file.publicKey);
  if ((await auditorKeyId(publicKey)) !== file.keyId) throw new SealedRecordingError("key_file_invalid");
  if ("privateKey" in file) return { keyId: file.keyId, publicKey, privateKey: fromHex(file.privateKey) };
  if (passphrase === undefined) throw new SealedRecordingError("key_file_invalid", { keyId: file.keyId });
  const { salt, iterations, ciphertext } = file.sealedPrivateKey;
  const wrapping = await pbkdf2(passphrase, fromHex(salt), iterations);
  try {
    const privateKey = await gcmOpen(wrapping, fromHex(ciphertext), keyFileAad(file.keyId));
    return { keyId: file.keyId, publicKey, privateKey };
  } catch (cause) {
    throw new SealedRecordingError("passphrase_wrong", { keyId: file.keyId, cause });
  }
}

async function sealPrivateKey(key: AuditorKey, passphrase: string, random: Random) {
  const salt = random(16);
  const wrapping = await pbkdf2(passphrase, salt, minimumIterations);
  const ciphertext = await gcmSeal(wrapping, key.privateKey, keyFileAad(key.keyId));
  return {
    kdf: "PBKDF2-SHA256",
    iterations: minimumIterations,
    salt: toHex(salt),
    ciphertext: toHex(ciphertext),
  } as const;
}

function keyFileAad(keyId: string): Uint8Array {
  return concatBytes(label("auditor key file"), utf8(keyId));
}

function parseKeyFile(text: string): AuditorKeyFile {
  try {
    return AuditorKeyFile.parse(JSON.parse(text));
  } catch (cause) {
    throw new SealedRecordingError("key_file_invalid", { cause });
  }
}
