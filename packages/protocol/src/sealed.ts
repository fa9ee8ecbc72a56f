import { z } from "zod";

/** Lower-case hexadecimal of this many bytes. */
export function hexBytes(length: number) {
  return z.string().regex(new RegExp(`^[0-9a-f]{${2 * length}}$`));
}

/** Ed25519 signature, unpadded base64url. */
export const Signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/);

/** Key id of an auditor, as FDR1 headers name it (specification, section 3). */
export const AuditorKeyId = hexBytes(16);

/** What HPKE (RFC 9180, base mode, X25519) makes of a secret: the encapsulated key and the ciphertext, both hexadecimal. */
export const SealedBox = z.strictObject({
  enc: hexBytes(32),
  ciphertext: z.string().regex(/^([0-9a-f]{2}){16,1024}$/),
});
export type SealedBox = z.infer<typeof SealedBox>;
