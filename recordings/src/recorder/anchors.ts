import type { Clock, Timer } from "../ports.ts";

export interface AnchorsOptions {
  clock: Clock;
  /** Puts the newest durable link of the chain into the log; resolves once the log has it durable. */
  append: () => Promise<void>;
  onFailed: (error: unknown) => void;
}

const intervalMs = 10_000;
/** A log that refuses is asked again this soon; the gate counts from the first refusal. */
const retryMs = 1_000;

/**
 * Anchors one recording in the transparency log while it runs, beside the packets and never in their way. What the log has not taken
 * within the gate's time ends the session, as what the disk has not taken does.
 */
export class Anchors {
  readonly #options: AnchorsOptions;
  #timer: Timer | undefined;
  #dueSinceUs: number | undefined;
  #isStopped = false;

  constructor(options: AnchorsOptions) {
    this.#options = options;
    this.#wait(intervalMs);
  }

  /** How long an anchor is overdue, 0 when none is. */
  get lagMs(): number {
    if (this.#dueSinceUs === undefined) return 0;
    return Math.round((this.#options.clock.monotonicUs() - this.#dueSinceUs) / 1000);
  }

  /** No more anchors. One on its way may still arrive. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #wait(delayMs: number): void {
    if (this.#isStopped) return;
    this.#timer = this.#options.clock.setTimer(delayMs, () => void this.#anchor());
  }

  async #anchor(): Promise<void> {
    const { clock, append, onFailed } = this.#options;
    this.#dueSinceUs ??= clock.monotonicUs();
    try {
      await append();
      this.#dueSinceUs = undefined;
      this.#wait(intervalMs);
    } catch (error) {
      onFailed(error);
      this.#wait(retryMs);
    }
  }
}
