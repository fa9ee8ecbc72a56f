import { readFile } from "node:fs/promises";
import { auditorKeyId, fromHex } from "@ferndiagnose/sealed-recording";
import { z } from "zod";

const AuditorPublicKey = z.strictObject({
  keyId: z.string().regex(/^[0-9a-f]{32}$/),
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Who can open recordings: public keys only, and no names. */
export const AuditorSet = z
  .strictObject({
    format: z.literal("ferndiagnose-auditor-set"),
    /** Of the set, counted up by whoever changes it. */
    version: z.int().min(1),
    /** How many of the auditors must come together. */
    threshold: z.int().min(2).max(255),
    auditors: z.array(AuditorPublicKey).min(2).max(255),
  })
  .refine(({ threshold, auditors }) => threshold <= auditors.length, "more auditors demanded than there are")
  .refine(({ auditors }) => new Set(auditors.map(({ keyId }) => keyId)).size === auditors.length, "an auditor twice");
export type AuditorSet = z.infer<typeof AuditorSet>;

/** Throws when the file is missing, malformed, or a key number is not that of its key. */
export async function readAuditorSet(path: string): Promise<AuditorSet> {
  const set = AuditorSet.parse(JSON.parse(await readFile(path, "utf8")));
  for (const { keyId, publicKey } of set.auditors) {
    if ((await auditorKeyId(fromHex(publicKey))) !== keyId) throw new Error(`Key ${keyId} has another number`);
  }
  return set;
}
