import type { RightsRequest } from "@ferndiagnose/protocol";
import type { Clock, Timer } from "../clock.ts";

/** A question that nobody answers goes away by itself. */
const questionLastsMs = 30_000;
/** After a no, and after no answer, nothing is asked for this long; longer every further time. */
const quietMs = [30_000, 60_000, 300_000] as const;

/**
 * What the technician asks for, as a question to the customer: one at a time, and not again and again. Asking changes no
 * right; what a yes means is for the session to do.
 */
export class TechnicianRequests {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #current: RightsRequest | undefined;
  #timer: Timer | undefined;
  #quietUntilMs = Number.NEGATIVE_INFINITY;
  #unwelcome = 0;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get current(): RightsRequest | undefined {
    return this.#current;
  }

  /** Does nothing while another question stands, or while the customer is left in peace. */
  ask(request: RightsRequest): void {
    if (this.#current !== undefined || this.#clock.now() < this.#quietUntilMs) return;
    this.#current = request;
    this.#timer = this.#clock.setTimer(questionLastsMs, () => {
      this.#leaveInPeace();
      this.#clear();
    });
    this.#onChange();
  }

  /** The customer's answer; returns what it was about. */
  answer(granted: boolean): RightsRequest | undefined {
    const request = this.#current;
    if (request === undefined) return undefined;
    if (granted) this.#unwelcome = 0;
    else this.#leaveInPeace();
    this.#clear();
    return request;
  }

  /** The customer gave it without being asked, or it cannot be given any more. */
  drop(): void {
    if (this.#current !== undefined) this.#clear();
  }

  #leaveInPeace(): void {
    const last = quietMs.length - 1;
    this.#quietUntilMs = this.#clock.now() + (quietMs[Math.min(this.#unwelcome++, last)] ?? 0);
  }

  #clear(): void {
    this.#timer?.cancel();
    this.#current = undefined;
    this.#onChange();
  }
}
