import { createHmac } from "node:crypto";
import { ProtocolError } from "@ferndiagnose/protocol";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

export interface AttemptLimit {
  readonly attempts: number;
  readonly windowMs: number;
}

/**
 * Counts failed attempts by several subjects at once, such as the caller's address and everybody together. Subjects
 * live in memory only, as an HMAC under `secret`, and are forgotten when their window ends.
 */
export class AttemptBudget {
  readonly #limiters: readonly RateLimiterMemory[];
  readonly #secret: Uint8Array;

  constructor(limits: readonly AttemptLimit[], secret: Uint8Array) {
    this.#limiters = limits.map(
      ({ attempts, windowMs }, index) =>
        new RateLimiterMemory({ keyPrefix: String(index), points: attempts, duration: windowMs / 1000 }),
    );
    this.#secret = secret;
  }

  /**
   * Takes one attempt of each limit, `subjects` in the order of the limits. Throws `too_many_attempts` when one is
   * used up; later limits are then untouched. Returns what gives the attempt back after a success.
   */
  async spend(subjects: readonly string[]): Promise<() => Promise<void>> {
    const keys = subjects.map((subject) => createHmac("sha256", this.#secret).update(subject).digest("base64url"));
    for (const [index, limiter] of this.#limiters.entries()) {
      try {
        await limiter.consume(keys[index] ?? "");
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw new ProtocolError("too_many_attempts", { retryAfterSeconds });
      }
    }
    return async () => {
      for (const [index, limiter] of this.#limiters.entries()) await limiter.reward(keys[index] ?? "");
    };
  }
}
