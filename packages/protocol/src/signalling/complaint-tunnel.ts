import { z } from "zod";
import { ErrorCode } from "../errors.ts";
import { Complaint, ComplaintAccepted, ComplaintForm, ComplaintWithdrawal } from "../http/complaints.ts";
import { SignedDeletionCertificate } from "../review/deletion-certificate.ts";
import { SessionId } from "../values.ts";

/** Pairs a question with its answer on one recorder's socket. */
export const TunnelRequestId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
export type TunnelRequestId = z.infer<typeof TunnelRequestId>;

/** What customers ask on the portal and the recording server answers: the same as at the desk. */
export const TunnelRequest = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("form"), sessionId: SessionId }),
  z.strictObject({ kind: z.literal("complain"), complaint: Complaint }),
  z.strictObject({ kind: z.literal("withdraw"), withdrawal: ComplaintWithdrawal }),
  z.strictObject({ kind: z.literal("certificate"), sessionId: SessionId }),
]);
export type TunnelRequest = z.infer<typeof TunnelRequest>;

export const TunnelAnswer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("form"), form: ComplaintForm }),
  z.strictObject({ kind: z.literal("complain"), accepted: ComplaintAccepted }),
  z.strictObject({ kind: z.literal("withdraw") }),
  z.strictObject({ kind: z.literal("certificate"), certificate: SignedDeletionCertificate }),
  z.strictObject({ kind: z.literal("refused"), code: ErrorCode }),
]);
export type TunnelAnswer = z.infer<typeof TunnelAnswer>;
