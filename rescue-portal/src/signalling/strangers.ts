import { ProtocolError } from "@ferndiagnose/protocol";

/**
 * Sockets that have not shown yet which session they belong to, counted by where they come from: whoever opens many and says
 * nothing must not use up what there is for all. Those who have joined do not count; many may sit behind one address.
 */
export class Strangers {
  readonly #atMost: number;
  readonly #waiting = new Map<string, number>();

  constructor(perAddressAtMost: number) {
    this.#atMost = perAddressAtMost;
  }

  /** Throws `too_many_attempts`. */
  requireRoom(addressGroup: string): void {
    if ((this.#waiting.get(addressGroup) ?? 0) >= this.#atMost) throw new ProtocolError("too_many_attempts");
  }

  /** Counts one until the returned function is called, once or more often. */
  enter(addressGroup: string): () => void {
    this.#waiting.set(addressGroup, (this.#waiting.get(addressGroup) ?? 0) + 1);
    let isWaiting = true;
    return () => {
      if (!isWaiting) return;
      isWaiting = false;
      const left = (this.#waiting.get(addressGroup) ?? 1) - 1;
      if (left === 0) this.#waiting.delete(addressGroup);
      else this.#waiting.set(addressGroup, left);
    };
  }
}
