import { z } from "zod";
import { RecordingStatus } from "../complaint/receipt.ts";
import { Pseudonym } from "../review/review-values.ts";
import { hexBytes } from "../sealed.ts";
import { SessionEvent } from "../session-event.ts";
import { CheckCode, SessionId, UnixMs } from "../values.ts";
import { SupportConsent, SupportConsentEntry } from "./customers.ts";

/** `receiptProof` of packages/sealed-recording: shows that somebody has the session's complaint code without showing it. */
export const ReceiptProof = hexBytes(32);

/** `POST /api/v1/receipts/:sessionId/access`, `…/own-data` and `…/own-data/csv`: with number and proof from a receipt. */
export const ReceiptAccess = z.strictObject({ proof: ReceiptProof });
export type ReceiptAccess = z.infer<typeof ReceiptAccess>;

/**
 * Answer to `…/access` and `…/consent`. Without `consent` the session was held without a customer reference: there is nobody
 * whose consent to remote support the registry could hold.
 */
export const ReceiptAccessGranted = z.strictObject({
  sessionId: SessionId,
  /** `at` is missing as long as nobody has said anything: consent is then asked for in each session. */
  supportConsent: z.strictObject({ consent: SupportConsent, at: UnixMs.optional() }).optional(),
});
export type ReceiptAccessGranted = z.infer<typeof ReceiptAccessGranted>;

/** `POST /api/v1/receipts/:sessionId/consent`: for the future; what was recorded stays under its own rules. */
export const ReceiptConsentChange = z.strictObject({ proof: ReceiptProof, consent: SupportConsent });
export type ReceiptConsentChange = z.infer<typeof ReceiptConsentChange>;

/** Everything the portal stores about one session, for whom it is about (Art. 15 and 20 GDPR). */
export const OwnData = z.strictObject({
  version: z.literal(1),
  /** When this was put together. */
  at: UnixMs,
  sessionId: SessionId,
  organisation: z.string().min(1).max(120),
  technician: Pseudonym,
  createdAt: UnixMs,
  endedAt: UnixMs.optional(),
  checkCode: CheckCode.optional(),
  events: z.array(SessionEvent).max(10_000),
  recording: RecordingStatus,
  /** The registry about this customer: everything that was said under the same customer reference. */
  consents: z.array(SupportConsentEntry).max(1_000),
  /** Numbers without meaning outside the portal: hashes of what only you have, and which recording server it was. */
  technical: z.strictObject({
    recorderInstance: hexBytes(16).optional(),
    recorderServer: z.string().max(64).optional(),
    resumeTokenHash: z.string().max(64).optional(),
    receiptProofHash: z.string().max(64).optional(),
    customerHmac: z.string().max(64).optional(),
  }),
});
export type OwnData = z.infer<typeof OwnData>;
