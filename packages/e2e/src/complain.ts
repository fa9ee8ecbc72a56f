import { ComplaintAccepted, type ComplaintCode, ComplaintForm, type SessionId } from "@ferndiagnose/protocol";
import { complaintProof, parseHeader, sealComplaintCode, verifyAcceptance } from "@ferndiagnose/sealed-recording";
import { askDesk, DeskProblem, random } from "./desk-auditor.ts";
import type { Server } from "./server.ts";

/** What stands on the customer's receipt. */
export interface Complaint {
  readonly number: string;
  readonly complaintCode: ComplaintCode;
}

export interface AcceptedComplaint extends ComplaintAccepted {
  /** The desk of the recording server that has this recording. */
  readonly desk: string;
}

/** Complains with number and code, as soon as the recording is sealed. */
export async function complain(server: Server, complaint: Complaint): Promise<AcceptedComplaint> {
  const { desk, form } = await findForm(server, complaint.number as SessionId);
  const { header } = await parseHeader(new Uint8Array(Buffer.from(form.header, "base64url")));
  const { recordingId } = form;
  const proof = await complaintProof(complaint.complaintCode, recordingId);
  const codes = await sealComplaintCode(header, complaint.complaintCode, random);
  const body = { sessionId: form.sessionId, recordingId, proof, codes };
  const accepted = ComplaintAccepted.parse(await askDesk(desk, "complaints", { body }));
  if (!(await verifyAcceptance(header, body, accepted)))
    throw new Error("The acceptance is not the recording server's");
  return { ...accepted, desk };
}

/** With several recording servers, the one that has the recording; waits while it is still being written. */
async function findForm(server: Server, sessionId: SessionId): Promise<{ desk: string; form: ComplaintForm }> {
  const { desk, recorders } = server.summary;
  const desks = recorders.length > 0 ? recorders.map((recorder) => recorder.desk) : [desk];
  const giveUpAt = Date.now() + 15_000;
  for (;;) {
    let refusal: unknown;
    for (const url of desks) {
      try {
        const form = await askDesk(url, `recordings/${sessionId}/complaint-form`);
        return { desk: url, form: ComplaintForm.parse(form) };
      } catch (error) {
        const isToCome = error instanceof DeskProblem && ["session_unknown", "case_state_wrong"].includes(error.code);
        if (!isToCome) throw error;
        refusal = error;
      }
    }
    if (Date.now() > giveUpAt) throw refusal;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
