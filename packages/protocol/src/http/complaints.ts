import { z } from "zod";
import { CaseId } from "../review/review-values.ts";
import { AuditorKeyId, hexBytes, SealedBox, Signature } from "../sealed.ts";
import { RecordingId, SessionId, UnixMs } from "../values.ts";

/**
 * `GET /api/v1/recordings/:sessionId/complaint-form`: what the complainant's program needs. The auditors' public keys stand
 * in the header, which the recording's own key signed: whoever has the receipt need not believe the server.
 */
export const ComplaintForm = z.strictObject({
  sessionId: SessionId,
  recordingId: RecordingId,
  /** The header section of the recording's file, unpadded base64url. */
  header: z.string().regex(/^[A-Za-z0-9_-]{1,350000}$/),
});
export type ComplaintForm = z.infer<typeof ComplaintForm>;

/** The complaint code for one auditor, sealed with the context `complaint code for auditor`, recording and key number. */
export const CodeForAuditor = z.strictObject({ auditor: AuditorKeyId, box: SealedBox });
export type CodeForAuditor = z.infer<typeof CodeForAuditor>;

/** `POST /api/v1/complaints`. The code itself never reaches the server: it gets a proof of it, and boxes it cannot open. */
export const Complaint = z.strictObject({
  /** The recording's: the portal takes the complaint to the server that keeps it. */
  sessionId: SessionId,
  recordingId: RecordingId,
  /** `complaintProof` of packages/sealed-recording. */
  proof: hexBytes(32),
  /** One for each auditor of the recording. */
  codes: z.array(CodeForAuditor).min(2).max(255),
});
export type Complaint = z.infer<typeof Complaint>;

/**
 * The recording is held now; `reviewAt`: until when somebody has to look after the case. `signature`: of the server that keeps the
 * recording, over the complaint and this answer (`verifyAcceptance` of packages/sealed-recording).
 */
export const ComplaintAccepted = z.strictObject({
  caseId: CaseId,
  recordingId: RecordingId,
  reviewAt: UnixMs,
  signature: Signature,
});
export type ComplaintAccepted = z.infer<typeof ComplaintAccepted>;

/** `POST /api/v1/complaints/withdrawal`, as long as nothing was released. Takes the case's number, which only its complainant was told. */
export const ComplaintWithdrawal = z.strictObject({ sessionId: SessionId, caseId: CaseId, proof: hexBytes(32) });
export type ComplaintWithdrawal = z.infer<typeof ComplaintWithdrawal>;
