import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { ProtocolError } from "@ferndiagnose/protocol";
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
    const subject = createHmac("sha256", this.#secret).update(networkOf(addressOf(request, this.#trustedProxies)));
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

/** Behind proxies of our own, the entry that the outermost of them wrote; what stands before it came from the client. */
function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const direct = request.socket.remoteAddress ?? "unknown";
  if (trustedProxies === 0) return direct;
  const header = request.headers["x-forwarded-for"];
  const entries = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",").map((entry) => entry.trim());
  return entries.at(-trustedProxies) || direct;
}

/** One customer has a whole /64 of IPv6 addresses, however they are written. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const groups = head.split(":");
  const missing = tail === undefined ? 0 : Math.max(0, 8 - groups.length - tail.split(":").length);
  const whole = [...groups, ...Array.from({ length: missing }, () => "0"), ...(tail ?? "").split(":")];
  return whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group || "0", 16))
    .join(":");
}
