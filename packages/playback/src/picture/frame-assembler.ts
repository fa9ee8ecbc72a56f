import type { OrderedPacket } from "../rtp/sequence-order.ts";

/** All packets of one picture, in order and without a gap. */
export interface PacketGroup {
  timestamp: number;
  /** Arrival of its first packet, microseconds since the recording began. */
  arrivalUs: number;
  payloadType: number;
  payloads: Uint8Array[];
}

export interface Assembled {
  group: PacketGroup;
  /** Something before this picture is missing: only a key frame may follow. */
  afterLoss: boolean;
}

/**
 * Groups packets by RTP timestamp. A picture is whole when its last packet carries the marker; one that ends without
 * (Chromium's pacer does that right before a requested key frame) is dropped like one with a gap.
 */
export class FrameAssembler {
  #open: { group: PacketGroup; hasGap: boolean } | undefined;
  #afterLoss = false;

  push({ packet, timeUs, afterGap }: OrderedPacket): Assembled | undefined {
    if (this.#open && packet.timestamp !== this.#open.group.timestamp) this.drop();
    if (afterGap) {
      if (this.#open) this.#open.hasGap = true;
      this.#afterLoss = true;
    }
    if (packet.payload.length === 0) return undefined;
    this.#open ??= {
      group: { timestamp: packet.timestamp, arrivalUs: timeUs, payloadType: packet.payloadType, payloads: [] },
      hasGap: false,
    };
    this.#open.group.payloads.push(packet.payload);
    this.#open.group.arrivalUs = Math.min(this.#open.group.arrivalUs, timeUs);
    if (!packet.marker) return undefined;
    const { group, hasGap } = this.#open;
    this.#open = undefined;
    if (hasGap) {
      this.#afterLoss = true;
      return undefined;
    }
    const afterLoss = this.#afterLoss;
    this.#afterLoss = false;
    return { group, afterLoss };
  }

  /** Gives up the picture that is not whole. */
  drop(): void {
    if (!this.#open) return;
    this.#open = undefined;
    this.#afterLoss = true;
  }
}
