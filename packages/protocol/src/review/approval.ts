import { z } from "zod";
import { AuditorKeyId, hexBytes, Signature } from "../sealed.ts";
import { RecordingId, UnixMs } from "../values.ts";
import { CaseId, LockName } from "./review-values.ts";

/** How long an approval may be used at most; the opening ends with the first one that runs out. */
export const LONGEST_OPENING_MS = 24 * 3_600_000;

/** One auditor's word that this case may open this recording, for whoever holds this viewer key, until then. */
export const Approval = z.strictObject({
  version: z.literal(1),
  caseId: CaseId,
  recordingId: RecordingId,
  lock: LockName,
  auditor: AuditorKeyId,
  /** X25519, of the one who will look: shares and the shred secret are sealed to it. */
  viewerKey: hexBytes(32),
  approvedAt: UnixMs,
  expiresAt: UnixMs,
});
export type Approval = z.infer<typeof Approval>;

/** `signature`: the auditor's signing key over `statementBytes("approval", approval)` of packages/sealed-recording. */
export const SignedApproval = z.strictObject({ approval: Approval, signature: Signature });
export type SignedApproval = z.infer<typeof SignedApproval>;
