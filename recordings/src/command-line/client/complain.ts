import { ComplaintAccepted, type ComplaintCode, ComplaintForm, type SessionId } from "@ferndiagnose/protocol";
import {
  bytesSource,
  checkComplaintProof,
  complaintProof,
  type Header,
  sealComplaintCode,
  toHex,
  verifyAcceptance,
  verifyRecording,
} from "@ferndiagnose/sealed-recording";
import type { Random } from "../../ports.ts";
import { CommandError } from "../command-error.ts";
import type { DeskLine } from "./desk-line.ts";

export interface ComplaintDetails {
  readonly sessionId: SessionId;
  readonly code: ComplaintCode;
  /** From the receipt: then the auditors' keys are known to be those the recording was locked for. */
  readonly recordingKey?: string;
}

/** Complains about a session. The code leaves this machine only sealed to the auditors of the recording. */
export async function complain(line: DeskLine, details: ComplaintDetails, random: Random): Promise<ComplaintAccepted> {
  const { sessionId, code, recordingKey } = details;
  const form = await line.get(`recordings/${sessionId}/complaint-form`, ComplaintForm);
  const header = await signedHeader(Buffer.from(form.header, "base64url"));
  if (header.sessionId !== sessionId || header.recordingId !== form.recordingId) {
    throw new CommandError("The desk answered with the recording of another session. Nothing was sent.");
  }
  if (recordingKey !== undefined && toHex(Buffer.from(recordingKey, "base64url")) !== header.signingKey) {
    throw new CommandError("The desk shows another recording than the receipt was signed for. Nothing was sent.");
  }
  const proof = await complaintProof(code, header.recordingId);
  if (!(await checkComplaintProof(header, proof))) {
    throw new CommandError("This complaint code does not belong to that session. Compare it with the receipt.");
  }
  const codes = await sealComplaintCode(header, code, random);
  if (codes === undefined) throw new CommandError("This recording has no lock for complaints.");
  const complaint = { sessionId, recordingId: form.recordingId, proof, codes };
  const accepted = await line.post("complaints", complaint, ComplaintAccepted);
  if (!(await verifyAcceptance(header, complaint, accepted))) {
    throw new CommandError("The answer is not from the server that keeps this recording. The complaint may be lost.");
  }
  return accepted;
}

/** Throws unless the header's own signature is right. */
async function signedHeader(bytes: Uint8Array): Promise<Header> {
  const { intact } = await verifyRecording(bytesSource(new Uint8Array(bytes)));
  if (intact === undefined) throw new CommandError("The desk sent a damaged header. Nothing was sent.");
  return intact.header;
}
