import type { Heartbeat } from "@ferndiagnose/protocol";

const anchorEveryMs = 10_000;
/** A week of anchors; more than any session lasts. */
const anchorsAtMost = 50_000;

/**
 * Signed heads of the recording's chain from on the way, one every ten seconds by the recorder's clock: with them the
 * customer can show later that a recording was cut short or replaced. Only heartbeats that were verified belong here.
 */
export class AnchorKeeper {
  readonly #anchors: Heartbeat[] = [];
  #last: Heartbeat | undefined;

  /** True when it is one of those every ten seconds. */
  keep(heartbeat: Heartbeat): boolean {
    this.#last = heartbeat;
    const dueAtMs = (this.#anchors.at(-1)?.monoMs ?? Number.NEGATIVE_INFINITY) + anchorEveryMs;
    const isAnchor = heartbeat.monoMs >= dueAtMs && this.#anchors.length < anchorsAtMost - 1;
    if (isAnchor) this.#anchors.push(heartbeat);
    return isAnchor;
  }

  /** In the order of time, and the very last head at the end. */
  get all(): Heartbeat[] {
    const last = this.#last;
    return last === undefined || last === this.#anchors.at(-1) ? [...this.#anchors] : [...this.#anchors, last];
  }

  get last(): Heartbeat | undefined {
    return this.#last;
  }
}
