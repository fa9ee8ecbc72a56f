import { z } from "zod";
import { type AuditorKey, auditorKeyFromSeed } from "./auditor-key.ts";
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
  signingKey: hexOf(32),
};

const SealedKeyFile = z.strictObject({
  ...common,
  sealedSeed: z.strictObject({
    kdf: z.literal("PBKDF2-SHA256"),
    iterations: z.int().min(minimumIterations).max(100_000_000),
    salt: hexOf(16),
    ciphertext: hexOf(48),
  }),
});

const OpenKeyFile = z.strictObject({ ...common, seed: hexOf(32) });

/** Section 11 of the specification. */
export const AuditorKeyFile = z.union([SealedKeyFile, OpenKeyFile]);
export type AuditorKeyFile = z.infer<typeof AuditorKeyFile>;

/** The key as JSON. Without a passphrase the seed stands in the file as it is. */
export async function writeAuditorKeyFile(
  key: AuditorKey,
  protection?: { readonly passphrase: string; readonly random: Random },
): Promise<string> {
  const open = {
    format: "ferndiagnose-auditor-key",
    version: 1,
    keyId: key.keyId,
    publicKey: toHex(key.publicKey),
    signingKey: toHex(key.signingKey),
  } as const;
  const file: AuditorKeyFile =
    protection === undefined
      ? { ...open, seed: toHex(key.seed) }
      : { ...open, sealedSeed: await sealSeed(key, protection.passphrase, protection.random) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a key file. Throws `key_file_invalid` if it is malformed, protected and no passphrase was given, or names other
 * public keys than its seed gives, and `passphrase_wrong` if the passphrase does not open it.
 */
export async function readAuditorKeyFile(text: string, passphrase?: string): Promise<AuditorKey> {
  const file = parseKeyFile(text);
  const key = await auditorKeyFromSeed("seed" in file ? fromHex(file.seed) : await openSeed(file, passphrase));
  const isNamed =
    key.keyId === file.keyId && toHex(key.publicKey) === file.publicKey && toHex(key.signingKey) === file.signingKey;
  if (!isNamed) throw new SealedRecordingError("key_file_invalid", { keyId: file.keyId });
  return key;
}

async function openSeed(
  { keyId, sealedSeed }: z.infer<typeof SealedKeyFile>,
  passphrase: string | undefined,
): Promise<Uint8Array> {
  if (passphrase === undefined) throw new SealedRecordingError("key_file_invalid", { keyId });
  const wrapping = await pbkdf2(passphrase, fromHex(sealedSeed.salt), sealedSeed.iterations);
  try {
    return await gcmOpen(wrapping, fromHex(sealedSeed.ciphertext), keyFileAad(keyId));
  } catch (cause) {
    throw new SealedRecordingError("passphrase_wrong", { keyId, cause });
  }
}

async function sealSeed(key: AuditorKey, passphrase: string, random: Random) {
  const salt = random(16);
  const wrapping = await pbkdf2(passphrase, salt, minimumIterations);
  const ciphertext = await gcmSeal(wrapping, key.seed, keyFileAad(key.keyId));
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
