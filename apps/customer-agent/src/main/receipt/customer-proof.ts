import { type ComplaintCode, complaintCodeOf, type SessionInvitation } from "@ferndiagnose/protocol";
import type { LastWord } from "@ferndiagnose/protocol/ipc";
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
  readonly #invitation: SessionInvitation;
  readonly #random: Random;
  #complaintCode: ComplaintCode | undefined;
  #consent: Consent | undefined;

  constructor(invitation: SessionInvitation, random: Random) {
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

  /** For whoever has to end the session in our place. Undefined as long as there is no code. */
  lastWord(recording: Pick<LastWord, "recordingId" | "recordingKey">, liveSince?: number): LastWord | undefined {
    const [complaintCode, anchor] = [this.#complaintCode, this.anchors.last];
    if (complaintCode === undefined) return undefined;
    return {
      ...{ invitation: this.#invitation, complaintCode },
      ...{ recordingId: recording.recordingId, recordingKey: recording.recordingKey },
      ...(anchor === undefined ? {} : { anchor }),
      ...(liveSince === undefined ? {} : { liveSince }),
    };
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
