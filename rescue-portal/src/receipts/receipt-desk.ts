import {
  type OwnData,
  ProtocolError,
  type Pseudonym,
  type ReceiptAccessGranted,
  type SessionId,
  type SupportConsent,
} from "@ferndiagnose/protocol";
import type { ConsentRegistry, CustomerHmac } from "../consent/consent-registry.ts";
import type { Clock } from "../ports.ts";
import { equalsInConstantTime, hashToken } from "../secrets/hash-token.ts";
import type { ReceiptSessions, SessionOfReceipt } from "./receipt-sessions.ts";
import type { RecordingStatusStore } from "./recording-status-store.ts";

export interface ReceiptDeskParts {
  readonly sessions: ReceiptSessions;
  readonly statuses: RecordingStatusStore;
  readonly consents: ConsentRegistry;
  readonly clock: Clock;
  readonly organisation: string;
  pseudonymOf(accountName: string): Pseudonym;
  /** A customer has withdrawn their consent. */
  withdrawn(customer: CustomerHmac): Promise<void>;
}

/** Compared with where there is nothing to compare with, so that this takes as long. */
const nobodysHash = hashToken("");

/** What a receipt's holder may do: see what is stored about the session, and speak for the future. */
export class ReceiptDesk {
  readonly #parts: ReceiptDeskParts;

  constructor(parts: ReceiptDeskParts) {
    this.#parts = parts;
  }

  /** Throws `receipt_not_accepted`, alike for a wrong proof, an unknown number and a session without consent. */
  async access(sessionId: SessionId, proof: string): Promise<SessionOfReceipt> {
    const session = await this.#parts.sessions.find(sessionId);
    const isRight = equalsInConstantTime(hashToken(proof), session?.receiptProofHash ?? nobodysHash);
    if (session === undefined || session.receiptProofHash === null || !isRight)
      throw new ProtocolError("receipt_not_accepted");
    return session;
  }

  async supportConsent({ sessionId, customerHmac }: SessionOfReceipt): Promise<ReceiptAccessGranted> {
    if (customerHmac === null) return { sessionId };
    const last = await this.#parts.consents.lastWord(customerHmac);
    return { sessionId, supportConsent: { consent: last?.consent ?? "given", ...(last && { at: last.at }) } };
  }

  /** Throws `consent_without_customer` for a session without a customer reference. */
  async changeConsent(
    { sessionId, customerHmac }: SessionOfReceipt,
    consent: SupportConsent,
  ): Promise<ReceiptAccessGranted> {
    if (customerHmac === null) throw new ProtocolError("consent_without_customer");
    const { at } = await this.#parts.consents.change(customerHmac, consent, { channel: "portal" });
    if (consent === "withdrawn") await this.#parts.withdrawn(customerHmac);
    return { sessionId, supportConsent: { consent, at } };
  }

  async ownData(session: SessionOfReceipt): Promise<OwnData> {
    const { sessions, statuses, consents, clock, organisation, pseudonymOf } = this.#parts;
    const { sessionId, customerHmac, endedAt, checkCode } = session;
    const { recorderInstance, recorderServer, resumeTokenHash, receiptProofHash } = session;
    return {
      version: 1,
      at: clock.now(),
      sessionId,
      organisation,
      technician: pseudonymOf(session.technicianAccount),
      createdAt: session.createdAt,
      ...(endedAt === null ? {} : { endedAt }),
      ...(checkCode === null ? {} : { checkCode }),
      events: await sessions.events(sessionId),
      recording: await statuses.of(sessionId),
      consents: customerHmac === null ? [] : await consents.historyOf(customerHmac),
      technical: {
        ...(recorderInstance === null ? {} : { recorderInstance }),
        ...(recorderServer === null ? {} : { recorderServer }),
        ...(resumeTokenHash === null ? {} : { resumeTokenHash }),
        ...(receiptProofHash === null ? {} : { receiptProofHash }),
        ...(customerHmac === null ? {} : { customerHmac }),
      },
    };
  }
}
