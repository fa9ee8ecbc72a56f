import { type ErrorCode, policy } from "@ferndiagnose/protocol";

/**
 * Size and rate of the messages of one channel, before anybody looks at their content. The rate is a bucket that fills
 * evenly: a second's worth may come at once.
 */
export class ChannelGate {
  readonly #perSecond: number;
  readonly #maxBytes: number;
  #allowance: number;
  #filledAtUs: number | undefined;

  constructor(
    perSecond: number = policy.MAX_CHANNEL_MESSAGES_PER_SECOND,
    maxBytes: number = policy.MAX_CHANNEL_MESSAGE_BYTES,
  ) {
    this.#perSecond = perSecond;
    this.#maxBytes = maxBytes;
    this.#allowance = perSecond;
  }

  /** The reason to refuse this message, or undefined. Binary messages have no place in the protocol. */
  refusal(message: string | Uint8Array, nowUs: number): ErrorCode | undefined {
    const elapsedUs = nowUs - (this.#filledAtUs ?? nowUs);
    this.#filledAtUs = nowUs;
    this.#allowance = Math.min(this.#perSecond, this.#allowance + (elapsedUs * this.#perSecond) / 1e6);
    if (this.#allowance < 1) return "input_too_fast";
    this.#allowance -= 1;
    if (typeof message !== "string") return "message_malformed";
    return Buffer.byteLength(message) > this.#maxBytes ? "message_too_large" : undefined;
  }
}
