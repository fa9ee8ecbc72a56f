import { type MarkerRecord, NO_RIGHTS, type Rights, type SessionEvent } from "@ferndiagnose/protocol";

export interface GrantChange {
  /** What may be seen and done from now on. */
  rights: Rights;
  /** Nothing, because they have the picture covered. */
  isPaused: boolean;
  markers: MarkerRecord["marker"][];
}

/** What the customer allows at the moment, as the events tell: nothing while they have the picture covered. */
export class CurrentGrant {
  #rights = NO_RIGHTS;
  #isPaused = false;

  /** Undefined when the event changes nothing of it. */
  follow(event: SessionEvent): GrantChange | undefined {
    const before = this.#marks;
    switch (event.type) {
      case "rights_changed":
        this.#rights = event.rights;
        break;
      case "paused":
        this.#isPaused = true;
        break;
      case "continued":
        this.#isPaused = false;
        break;
      default:
        return undefined;
    }
    const after = this.#marks;
    const markers: MarkerRecord["marker"][] = [];
    if (after.isPaused !== before.isPaused) markers.push(after.isPaused ? "paused" : "continued");
    if (after.isMasked !== before.isMasked) markers.push(after.isMasked ? "masked" : "unmasked");
    return { rights: this.#isPaused ? NO_RIGHTS : this.#rights, isPaused: this.#isPaused, markers };
  }

  get #marks(): { isPaused: boolean; isMasked: boolean } {
    return { isPaused: this.#isPaused, isMasked: this.#rights.view.kind === "windows" };
  }
}
