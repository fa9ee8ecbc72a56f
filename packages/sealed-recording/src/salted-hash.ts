import { z } from "zod";
import { concatBytes } from "./bytes.ts";
import { fromHex, toHex } from "./hex.ts";
import { hexOf } from "./hex-schema.ts";
import { label } from "./label.ts";
import { type Random, sha256 } from "./web-crypto.ts";

/** Says which of the secrets brought to a lock is wrong, without telling anything about the right one. */
export const SaltedHash = z.strictObject({ salt: hexOf(16), hash: hexOf(32) });
export type SaltedHash = z.infer<typeof SaltedHash>;

/** Section 4: what is hashed, and the label that it stands under. */
export type HashedSecret = "share hash" | "external hash" | "secret hash" | "code hash";

export async function saltedHash(what: HashedSecret, value: Uint8Array, random: Random): Promise<SaltedHash> {
  const salt = random(16);
  return { salt: toHex(salt), hash: await hash(what, salt, value) };
}

export async function matches(what: HashedSecret, expected: SaltedHash, value: Uint8Array): Promise<boolean> {
  return (await hash(what, fromHex(expected.salt), value)) === expected.hash;
}

async function hash(what: HashedSecret, salt: Uint8Array, value: Uint8Array): Promise<string> {
  return toHex(await sha256(concatBytes(label(what), salt, value)));
}
