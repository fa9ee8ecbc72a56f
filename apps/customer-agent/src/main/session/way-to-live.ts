import { errorFields, type Log } from "../log.ts";
import type { CustomerProof } from "../receipt/customer-proof.ts";
import type { OwnMessage } from "../signalling/signalling-client.ts";
import { firstStep, follow, type StepsBeforeLive, type StepsEvent } from "./steps-before-live.ts";

type Consent = Extract<OwnMessage, { type: "consent_given" }>;

export interface WayToLivePorts {
  log: Log;
  proof: CustomerProof;
  onStep(hasMoved: boolean): void;
  /** The customer has agreed, and there is somebody to whom it can be said. */
  onConsent(consent: Consent): void;
  /** Consent cannot be sealed to this recording server. */
  onFailed(): void;
}

/**
 * The steps before the picture, and the consent given in them: it is kept on this computer until the technician has admitted
 * the customer, then sealed and said once (DESIGN section 5).
 */
export class WayToLive {
  readonly #ports: WayToLivePorts;
  #steps: StepsBeforeLive = firstStep;
  #intakeKey: string | undefined;
  #isSealing = false;

  constructor(ports: WayToLivePorts) {
    this.#ports = ports;
  }

  get steps(): StepsBeforeLive {
    return this.#steps;
  }

  get hasSaid(): boolean {
    return this.#steps.hasSaid;
  }

  follow(event: Exclude<StepsEvent, { type: "admitted" | "consent_said" }>): void {
    this.#apply(event);
    if (event.type === "agreed") this.#sayConsent();
  }

  /** By the server, with the key of the recording server that is going to record. */
  admit(intakeKey: string): void {
    this.#intakeKey ??= intakeKey;
    this.#apply({ type: "admitted" });
    this.#sayConsent();
  }

  #apply(event: StepsEvent): void {
    const before = this.#steps.step;
    this.#steps = follow(this.#steps, event);
    const hasMoved = this.#steps.step !== before;
    if (hasMoved) this.#ports.log.info("session.step", { step: this.#steps.step });
    this.#ports.onStep(hasMoved);
  }

  #sayConsent(): void {
    const { hasAgreed, hasSaid } = this.#steps;
    if (!hasAgreed || hasSaid || this.#isSealing || this.#intakeKey === undefined) return;
    this.#isSealing = true;
    this.#ports.proof.agree(this.#intakeKey).then(
      (consent) => {
        this.#isSealing = false;
        // It may have been taken back while it was being sealed.
        if (!this.#steps.hasAgreed) return;
        this.#apply({ type: "consent_said" });
        this.#ports.onConsent(consent);
      },
      (error: unknown) => {
        this.#ports.log.warn("complaint_code.not_sealed", errorFields(error));
        this.#ports.onFailed();
      },
    );
  }
}
