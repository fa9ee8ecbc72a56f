import type { RtpPacket } from "./rtp-packet.ts";

export interface OrderedPacket {
  packet: RtpPacket;
  /** Time of the first arrival, microseconds since the recording began. */
  timeUs: number;
  /** Packets before this one are lost for good. */
  afterGap: boolean;
}

/** A retransmission needs a round trip or two; what has not come after this never does. */
const waitUs = 1_000_000;
const maxHeld = 2_048;
/** A jump this far is a new beginning, not a loss. */
const maxJump = 5_000;

/** Puts the packets of one stream in order of their sequence numbers. Holds at most one second and 2048 packets. */
export class SequenceOrder {
  /** The next one to hand out, counted on past 65535. */
  #next: number | undefined;
  readonly #held = new Map<number, { packet: RtpPacket; timeUs: number }>();
  #afterGap = false;

  push(packet: RtpPacket, timeUs: number): OrderedPacket[] {
    let number = this.#extend(packet.sequenceNumber);
    const released: OrderedPacket[] = [];
    if (this.#next !== undefined && Math.abs(number - this.#next) > maxJump) {
      released.push(...this.flush());
      this.#next = undefined;
      this.#afterGap = true;
      number = packet.sequenceNumber;
    }
    this.#next ??= number;
    if (number < this.#next || this.#held.has(number)) return released;
    this.#held.set(number, { packet, timeUs });
    this.#release(released);
    while (this.#mustGiveUp(timeUs)) {
      this.#skipGap();
      this.#release(released);
    }
    return released;
  }

  /** Everything still held, gaps or not. */
  flush(): OrderedPacket[] {
    const released: OrderedPacket[] = [];
    while (this.#held.size > 0) {
      this.#skipGap();
      this.#release(released);
    }
    return released;
  }

  #release(into: OrderedPacket[]): void {
    for (;;) {
      const number = this.#next ?? 0;
      const entry = this.#held.get(number);
      if (!entry) return;
      this.#held.delete(number);
      this.#next = number + 1;
      into.push({ ...entry, afterGap: this.#afterGap });
      this.#afterGap = false;
    }
  }

  #mustGiveUp(nowUs: number): boolean {
    if (this.#held.size === 0) return false;
    if (this.#held.size > maxHeld) return true;
    // The first one held came right after the gap showed, as far as it matters here.
    const [first] = this.#held.values();
    return first !== undefined && nowUs - first.timeUs > waitUs;
  }

  #skipGap(): void {
    const lowest = Math.min(...this.#held.keys());
    if (lowest !== this.#next) this.#afterGap = true;
    this.#next = lowest;
  }

  #extend(sequenceNumber: number): number {
    if (this.#next === undefined) return sequenceNumber;
    const distance = (sequenceNumber - this.#next) & 0xffff;
    return this.#next + (distance < 0x8000 ? distance : distance - 0x10000);
  }
}
