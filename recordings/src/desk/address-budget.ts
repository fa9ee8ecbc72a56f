import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ProtocolError } from "@ferndiagnose/protocol";
import { addressGroup, clientAddress } from "@ferndiagnose/server/http";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { DeskLimit } from "./desk-parts.ts";

/** Counts requests of one address, and of all together. Addresses stay in memory, as an HMAC, until their window ends. */
export class AddressBudget {
  readonly #perAddress: RateLimiterMemory;
  readonly #overall: RateLimiterMemory;
  readonly #secret: Uint8Array;
  readonly #trustedProxies: number;

  constructor(limits: { perAddress: DeskLimit; overall: DeskLimit }, secret: Uint8Array, trustedProxies: number) {
    const limiter = ({ attempts, windowMs }: DeskLimit) =>
      new RateLimiterMemory({ points: attempts, duration: windowMs / 1000 });
    this.#perAddress = limiter(limits.perAddress);
    this.#overall = limiter(limits.overall);
    this.#secret = secret;
    this.#trustedProxies = trustedProxies;
  }

  /** Throws `too_many_attempts`. */
  async spend(request: IncomingMessage): Promise<void> {
    const group = addressGroup(clientAddress(request, this.#trustedProxies));
    const subject = createHmac("sha256", this.#secret).update(group);
    await consume(this.#perAddress, subject.digest("base64url"));
    await consume(this.#overall, "all");
  }
}

async function consume(limiter: RateLimiterMemory, subject: string): Promise<void> {
  try {
    await limiter.consume(subject);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new ProtocolError("too_many_attempts", { retryAfterSeconds });
  }
}
