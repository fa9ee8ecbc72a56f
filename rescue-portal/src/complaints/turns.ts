import { ProtocolError } from "@ferndiagnose/protocol";

/** Lets few work at once and some wait; the rest is sent away. */
export class Turns {
  readonly #atOnce: number;
  readonly #waitingAtMost: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: { atOnce: number; waitingAtMost: number }) {
    this.#atOnce = limits.atOnce;
    this.#waitingAtMost = limits.waitingAtMost;
  }

  /** Throws `too_many_attempts` when too many wait already. */
  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.#atOnce) this.#running++;
    else if (this.#waiting.length < this.#waitingAtMost) await new Promise<void>((go) => this.#waiting.push(go));
    else throw new ProtocolError("too_many_attempts", { retryAfterSeconds: 10 });
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
