import { z } from "zod";
import { UnixMs } from "../values.ts";

/**
 * What the operator calls a customer, such as a customer number. It reaches the portal to be hashed and is kept nowhere; the
 * same reference typed with other spaces, hyphens or capitals is the same customer.
 */
export const CustomerReference = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[\p{L}\p{N} ._/-]+$/u)
  .regex(/[\p{L}\p{N}]/u);
export type CustomerReference = z.infer<typeof CustomerReference>;

/** The standing consent to remote support as such, beside the consent to each session. */
export const SupportConsent = z.enum(["given", "withdrawn"]);
export type SupportConsent = z.infer<typeof SupportConsent>;

/** `POST /api/v1/customers/consent`, by the hotline on the customer's behalf. */
export const CustomerConsentChange = z.strictObject({ customerReference: CustomerReference, consent: SupportConsent });
export type CustomerConsentChange = z.infer<typeof CustomerConsentChange>;

/** One entry of the consent registry. */
export const SupportConsentEntry = z.strictObject({
  consent: SupportConsent,
  at: UnixMs,
  channel: z.enum(["portal", "hotline"]),
});
export type SupportConsentEntry = z.infer<typeof SupportConsentEntry>;
