import { AuditorKeyId, CaseId, hexBytes, LockName, PersonId, RecordingId, UnixMs } from "@ferndiagnose/protocol";
import { z } from "zod";

/** What the leaves that a warden acts on say, field for field: a fact more or less is another statement. */
export const CaseLeaf = z.strictObject({
  caseId: CaseId,
  recordingId: RecordingId,
  lock: LockName,
  requester: z.union([PersonId, z.literal("customer")]),
});
export type CaseLeaf = z.infer<typeof CaseLeaf>;

export const ApprovalLeaf = z.strictObject({
  caseId: CaseId,
  recordingId: RecordingId,
  auditor: AuditorKeyId,
  /** SHA-256 of `statementBytes("approval", approval)`. */
  approval: hexBytes(32),
});
export type ApprovalLeaf = z.infer<typeof ApprovalLeaf>;

export const HoldLeaf = z.strictObject({ recordingId: RecordingId, caseId: CaseId, reviewAt: UnixMs });
export const HoldEndedLeaf = z.strictObject({ recordingId: RecordingId });

export const ShredIntentLeaf = z.strictObject({ recordingId: RecordingId, deleteAt: UnixMs, finalHash: hexBytes(32) });
export type ShredIntentLeaf = z.infer<typeof ShredIntentLeaf>;
