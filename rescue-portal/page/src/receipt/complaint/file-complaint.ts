import {
  type CaseId,
  type Complaint,
  ComplaintAccepted,
  type ComplaintCode,
  ComplaintForm,
  type RecordingId,
  type SessionId,
} from "@ferndiagnose/protocol";
import {
  bytesSource,
  checkComplaintProof,
  complaintProof,
  type Header,
  sealComplaintCode,
  systemRandom,
  toHex,
  verifyAcceptance,
  verifyRecording,
} from "@ferndiagnose/sealed-recording";
import { z } from "zod";
import { type Answer, ask, type Fetch, posted, type Refusal } from "../../http/ask.ts";
import { canSeal } from "./can-seal.ts";

export interface ComplaintTicket {
  readonly number: SessionId;
  readonly code: ComplaintCode;
  /** From the receipt's link or file: then the auditors' keys are known to be those that the recording was locked for. */
  readonly recordingKey?: string | undefined;
}

/** What was sealed once is sent again after a failure, as it is: then it is one complaint, however often it arrived. */
export interface SealedComplaint {
  readonly header: Header;
  readonly complaint: Complaint;
}

/**
 * `form_forged`: what the portal sent is not what the recording was locked with, and nothing was sent to it. `answer_forged`: it was
 * sent, and what came back is not from the server that keeps the recording. `cannot_seal`: this browser lacks the cryptography.
 */
export type ComplaintFailure =
  | Refusal
  | { readonly outcome: "form_forged" | "answer_forged" | "code_wrong" | "cannot_seal" };

export type ComplaintAnswer = ComplaintFailure | { readonly outcome: "accepted"; readonly accepted: ComplaintAccepted };
export type WithdrawalAnswer = ComplaintFailure | { readonly outcome: "withdrawn" };

/** Seals the code to the auditors of the recording: it leaves this browser in no other way. Sends nothing but the question for their keys. */
export async function sealComplaint(
  ticket: ComplaintTicket,
  fetchLike: Fetch,
): Promise<ComplaintFailure | { readonly outcome: "sealed"; readonly sealed: SealedComplaint }> {
  const proved = await prove(ticket, fetchLike);
  if (proved.outcome !== "proved") return proved;
  const { header, proof } = proved;
  const codes = await sealComplaintCode(header, ticket.code, systemRandom);
  if (codes === undefined) return { outcome: "form_forged" };
  const complaint = { sessionId: ticket.number, recordingId: header.recordingId as RecordingId, proof, codes };
  return { outcome: "sealed", sealed: { header, complaint: complaint as Complaint } };
}

/** Complains, and believes only the server that keeps the recording that it was accepted. */
export async function sendComplaint(
  { header, complaint }: SealedComplaint,
  fetchLike: Fetch,
): Promise<ComplaintAnswer> {
  const answer = await ask(ComplaintAccepted, fetchLike, "/api/v1/complaints", posted(complaint));
  if (answer.outcome !== "answered") return answer;
  const isProven = await verifyAcceptance(header, complaint, answer.value);
  return isProven ? { outcome: "accepted", accepted: answer.value } : { outcome: "answer_forged" };
}

/** Takes a complaint back, which the portal allows as long as nothing was released. */
export async function withdrawComplaint(
  ticket: ComplaintTicket,
  caseId: CaseId,
  fetchLike: Fetch,
): Promise<WithdrawalAnswer> {
  const proved = await prove(ticket, fetchLike);
  if (proved.outcome !== "proved") return proved;
  const body = { sessionId: ticket.number, caseId, proof: proved.proof };
  const answer = await ask(z.null(), fetchLike, "/api/v1/complaints/withdrawal", posted(body));
  return answer.outcome === "answered" ? { outcome: "withdrawn" } : answer;
}

type Proved = ComplaintFailure | { readonly outcome: "proved"; readonly header: Header; readonly proof: string };

/** Fetches the recording's header, checks that it vouches for itself, and makes the proof that goes with it. */
async function prove({ number, code, recordingKey }: ComplaintTicket, fetchLike: Fetch): Promise<Proved> {
  if (!(await canSeal())) return { outcome: "cannot_seal" };
  const form: Answer<ComplaintForm> = await ask(
    ComplaintForm,
    fetchLike,
    `/api/v1/recordings/${number}/complaint-form`,
  );
  if (form.outcome !== "answered") return form;
  const header = await signedHeader(bytesOf(form.value.header));
  if (header?.sessionId !== number || header.recordingId !== form.value.recordingId) return { outcome: "form_forged" };
  if (recordingKey !== undefined && toHex(bytesOf(recordingKey)) !== header.signingKey)
    return { outcome: "form_forged" };
  const proof = await complaintProof(code, header.recordingId);
  return (await checkComplaintProof(header, proof)) ? { outcome: "proved", header, proof } : { outcome: "code_wrong" };
}

/** Undefined unless the header's own signature is right. */
async function signedHeader(bytes: Uint8Array): Promise<Header | undefined> {
  const { intact } = await verifyRecording(bytesSource(bytes));
  return intact?.header;
}

/** Of unpadded base64url, as the form carries it. */
function bytesOf(base64url: string): Uint8Array {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
