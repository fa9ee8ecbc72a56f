import { isDeepStrictEqual } from "node:util";
import {
  type Complaint,
  type ComplaintAccepted,
  type ComplaintForm,
  type ComplaintWithdrawal,
  ProtocolError,
  type RecordingId,
  type SessionId,
} from "@ferndiagnose/protocol";
import { checkComplaintProof, signAcceptance } from "@ferndiagnose/sealed-recording";
import { type CaseBook, unownedBy } from "./case-book.ts";
import { nextCase } from "./case-life.ts";
import type { CaseParts } from "./case-parts.ts";
import { recordingHeader } from "./recording-header.ts";
import { requireOpenable } from "./require-openable.ts";

/**
 * What customers may do: complain, and withdraw it. They show that they have the complaint code without showing it; the code itself
 * comes sealed to the auditors.
 */
export class Complaints {
  readonly #parts: CaseParts;
  readonly #book: CaseBook;

  constructor(parts: CaseParts, book: CaseBook) {
    this.#parts = parts;
    this.#book = book;
  }

  async form(sessionId: SessionId): Promise<ComplaintForm> {
    const row = await this.#parts.database.tables
      .selectFrom("recording")
      .select(["recording_id", "state"])
      .where("session_id", "=", sessionId)
      .executeTakeFirst();
    if (row === undefined) throw new ProtocolError("session_unknown");
    requireOpenable(row.state);
    const { header, bytes } = await recordingHeader(this.#parts.blobs, row.recording_id);
    return {
      sessionId,
      recordingId: header.recordingId as RecordingId,
      header: Buffer.from(bytes).toString("base64url"),
    };
  }

  /** From when this resolves, nothing destroys the recording until the hold ends. */
  async complain(complaint: Complaint): Promise<ComplaintAccepted> {
    const { sessionId, recordingId, proof, codes } = complaint;
    await this.#requireProof(recordingId, proof);
    const { header } = await recordingHeader(this.#parts.blobs, recordingId);
    if (header.sessionId !== sessionId) throw new ProtocolError("complaint_not_accepted");
    const wanted = header.policy.locks.find(({ name }) => name === "complaint")?.auditors ?? [];
    const given = new Set(codes.map(({ auditor }) => auditor));
    if (given.size !== codes.length || wanted.length !== codes.length || !wanted.every((keyId) => given.has(keyId))) {
      throw new ProtocolError("message_malformed");
    }
    const { caseId, reviewAt } = await this.#book.open({
      recordingId,
      lock: "complaint",
      requester: "customer",
      owner: unownedBy,
      reason: "complaint",
      codes,
      statements: {},
      // Sent twice, it is one complaint. Another one is another case: its number is nobody's business but its complainant's.
      isSame: (other) => other.life.requester === "customer" && isDeepStrictEqual(other.codes, codes),
    });
    const acceptance = { caseId, recordingId, reviewAt };
    return { ...acceptance, signature: await signAcceptance(complaint, acceptance, this.#parts.recoveryKey) };
  }

  /** Takes the case's number too, which only the complainant was told: the code stands on every copy of the receipt. */
  withdraw({ sessionId, caseId, proof }: ComplaintWithdrawal): Promise<void> {
    return this.#book.withCase(caseId, async (reviewCase) => {
      if (reviewCase.sessionId !== sessionId) throw new ProtocolError("case_unknown");
      await this.#requireProof(reviewCase.recordingId, proof);
      nextCase(reviewCase.life, { type: "withdrawn" }, this.#parts.clock.now());
      await this.#book.close(reviewCase, "withdrawn");
    });
  }

  async #requireProof(recordingId: RecordingId, proof: string): Promise<void> {
    const row = await this.#parts.database.tables
      .selectFrom("recording")
      .select("state")
      .where("recording_id", "=", recordingId)
      .executeTakeFirst();
    if (row === undefined) throw new ProtocolError("complaint_not_accepted");
    requireOpenable(row.state);
    const { header } = await recordingHeader(this.#parts.blobs, recordingId);
    if (!(await checkComplaintProof(header, proof))) throw new ProtocolError("complaint_not_accepted");
  }
}
