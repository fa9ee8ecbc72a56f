import { type ComplaintCode, complaintCodeOf, type SessionInvitation } from "@ferndiagnose/protocol";
import { receiptProof } from "@ferndiagnose/sealed-recording";
import type { OwnMessage } from "../signalling/signalling-client.ts";
import { AnchorKeeper } from "./anchor-keeper.ts";
import { type Random, sealComplaintCode } from "./seal-complaint-code.ts";

type Consent = Extract<OwnMessage, { type: "consent_given" }>;

/**
 * What the customer's program holds in its own hands from consent to the receipt, in memory only: the complaint code, and
 * signed heads of the recording's chain.
 */
export class CustomerProof {
  readonly anchors = new AnchorKeeper();
  readonly #invitation: Omit<SessionInvitation, "resumeToken">;
  readonly #random: Random;
  #complaintCode: ComplaintCode | undefined;
  #consent: Consent | undefined;

  constructor(invitation: Omit<SessionInvitation, "resumeToken">, random: Random) {
    this.#invitation = invitation;
    this.#random = random;
  }

  get complaintCode(): ComplaintCode | undefined {
    return this.#complaintCode;
  }

  /** As it was said, or has to be said again. */
  get consent(): Consent | undefined {
    return this.#consent;
  }

  /** Draws the code and seals it into the consent, once. Rejects when the recording server's key is none. */
  async agree(intakeKey: string): Promise<Consent> {
    const { sessionId, termsVersion, privacyVersion } = this.#invitation;
    this.#complaintCode ??= complaintCodeOf(this.#random(19));
    const complaintCode = await sealComplaintCode(this.#complaintCode, intakeKey, sessionId, this.#random);
    const proof = await receiptProof(this.#complaintCode, sessionId);
    this.#consent = { type: "consent_given", termsVersion, privacyVersion, complaintCode, receiptProof: proof };
    return this.#consent;
  }
}
