import {
  type Complaint,
  type ComplaintAccepted,
  type ComplaintForm,
  type ComplaintWithdrawal,
  type ErrorCode,
  ProtocolError,
  type SessionId,
  type SignedDeletionCertificate,
  type TunnelRequest,
} from "@ferndiagnose/protocol";
import type { RecordingStatusStore } from "../receipts/recording-status-store.ts";
import type { RecorderPool } from "../sessions/recorder-pool.ts";
import type { ComplaintTunnel, GoodAnswer } from "./complaint-tunnel.ts";

/** What a recording server says that does not have the recording, by what it was asked. */
const notHere: Readonly<Record<TunnelRequest["kind"], ErrorCode>> = {
  form: "session_unknown",
  complain: "complaint_not_accepted",
  withdraw: "case_unknown",
  certificate: "not_found",
};

/**
 * Complaints on the web: handed to the recording server that the session was pinned to, which decides; nothing of it is kept here. Of
 * numbers that are not known (any more) every connected one is asked. What it answers, the customer's own program can check: see
 * `verifyAcceptance`.
 */
export class ComplaintDesk {
  readonly #recorders: RecorderPool;
  readonly #tunnel: ComplaintTunnel;
  readonly #statuses: RecordingStatusStore;

  constructor(recorders: RecorderPool, tunnel: ComplaintTunnel, statuses: RecordingStatusStore) {
    this.#recorders = recorders;
    this.#tunnel = tunnel;
    this.#statuses = statuses;
  }

  async form(sessionId: SessionId): Promise<ComplaintForm> {
    return (await this.#askAbout(sessionId, { kind: "form", sessionId })).form;
  }

  async certificate(sessionId: SessionId): Promise<SignedDeletionCertificate> {
    return (await this.#ask(sessionId, { kind: "certificate", sessionId })).certificate;
  }

  async complain(complaint: Complaint): Promise<ComplaintAccepted> {
    return (await this.#ask(complaint.sessionId, { kind: "complain", complaint })).accepted;
  }

  async withdraw(withdrawal: ComplaintWithdrawal): Promise<void> {
    await this.#ask(withdrawal.sessionId, { kind: "withdraw", withdrawal });
  }

  /** A recording that a server has spoken of, and none of those that are here knows: its server is away, nothing is wrong with the number. */
  async #askAbout(
    sessionId: SessionId,
    request: Extract<TunnelRequest, { kind: "form" }>,
  ): Promise<GoodAnswer<"form">> {
    try {
      return await this.#ask(sessionId, request);
    } catch (error) {
      const isUnknown = error instanceof ProtocolError && error.code === notHere.form;
      if (isUnknown && (await this.#statuses.of(sessionId)).state !== "unknown")
        throw new ProtocolError("recorder_unavailable");
      throw error;
    }
  }

  /** The first good answer; else what the server said that knows the recording; else that none knows it. */
  async #ask<Kind extends TunnelRequest["kind"]>(
    sessionId: SessionId,
    request: Extract<TunnelRequest, { kind: Kind }>,
  ): Promise<GoodAnswer<Kind>> {
    const server = await this.#statuses.serverOf(sessionId);
    if (server === null) throw new ProtocolError(notHere[request.kind]);
    const links = this.#recorders.all.filter(({ serverId }) => server === undefined || serverId === server);
    if (links.length === 0) throw new ProtocolError("recorder_unavailable");
    try {
      return await Promise.any(links.map((link) => this.#tunnel.ask<Kind>(link, request)));
    } catch (refused) {
      const refusals: unknown[] = refused instanceof AggregateError ? refused.errors : [refused];
      throw refusals.find((refusal) => !isFrom(refusal, notHere[request.kind])) ?? refusals[0];
    }
  }
}

function isFrom(refusal: unknown, code: ErrorCode): boolean {
  return refusal instanceof ProtocolError && refusal.code === code;
}
