import { extensionAt, hasExtension } from "./rtp.ts";

export const PLAYOUT_DELAY_URI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";

const ONE_BYTE_PROFILE = 0xbede;
const TWO_BYTE_PROFILE = 0x1000;
/** SRTP over UDP never carries more than one Ethernet frame; anything longer is passed on as it came. */
const MAX_PACKET_BYTES = 2048;
const MAX_ADDED_BYTES = 8;

/**
 * Puts the playout-delay header extension with minimum 0 and maximum 0 on RTP packets, so that the viewer renders at
 * once (two 12-bit fields in units of 10 ms, as the extension's page of the WebRTC project describes).
 *
 * `stamp` leaves its argument alone and returns a view of one reused buffer: the result is valid until the next call.
 * A packet whose extension block it does not understand (RFC 8285) comes back unchanged.
 */
export class PlayoutDelayStamp {
  readonly #extensionId: number;
  readonly #buffer = Buffer.allocUnsafeSlow(MAX_PACKET_BYTES + MAX_ADDED_BYTES);
  /** One view per packet length seen, so that a packet costs no new object. */
  readonly #views: (Buffer | undefined)[] = [];

  /** `extensionId` is the number negotiated with the viewer, 1 to 14. */
  constructor(extensionId: number) {
    if (!Number.isInteger(extensionId) || extensionId < 1 || extensionId > 14) {
      throw new RangeError("A one-byte header extension has a number from 1 to 14 (RFC 8285 section 4.2)");
    }
    this.#extensionId = extensionId;
  }

  stamp(packet: Buffer): Buffer {
    if (packet.length > MAX_PACKET_BYTES) return packet;
    const at = extensionAt(packet);
    if (!hasExtension(packet)) return this.#withNewBlock(packet, at);
    if (at + 4 > packet.length) return packet;

    const profile = packet.readUInt16BE(at);
    const words = packet.readUInt16BE(at + 2);
    const elements = at + 4;
    const end = elements + 4 * words;
    if (end > packet.length) return packet;

    if (profile === ONE_BYTE_PROFILE) {
      const present = findOneByte(packet, elements, end, this.#extensionId);
      return present < 0 ? this.#withElement(packet, at, words, 4) : this.#overwritten(packet, present);
    }
    if ((profile & 0xfff0) === TWO_BYTE_PROFILE) {
      const present = findTwoByte(packet, elements, end, this.#extensionId);
      return present < 0 ? this.#withElement(packet, at, words, 8) : this.#overwritten(packet, present);
    }
    return packet;
  }

  #withNewBlock(packet: Buffer, at: number): Buffer {
    const out = this.#view(packet.length + 8);
    packet.copy(out, 0, 0, at);
    out[0] = (out[0] ?? 0) | 0x10;
    out.writeUInt16BE(ONE_BYTE_PROFILE, at);
    out.writeUInt16BE(1, at + 2);
    out[at + 4] = (this.#extensionId << 4) | 2;
    out.fill(0, at + 5, at + 8);
    packet.copy(out, at + 8, at);
    return out;
  }

  /** Puts our element in front of the others: 4 bytes in the one-byte form, 5 and padding in the two-byte form. */
  #withElement(packet: Buffer, at: number, words: number, addedBytes: 4 | 8): Buffer {
    const out = this.#view(packet.length + addedBytes);
    packet.copy(out, 0, 0, at + 4);
    out.writeUInt16BE(words + addedBytes / 4, at + 2);
    if (addedBytes === 4) {
      out[at + 4] = (this.#extensionId << 4) | 2;
      out.fill(0, at + 5, at + 8);
    } else {
      out[at + 4] = this.#extensionId;
      out[at + 5] = 3;
      out.fill(0, at + 6, at + 12);
    }
    packet.copy(out, at + 4 + addedBytes, at + 4);
    return out;
  }

  #overwritten(packet: Buffer, dataAt: number): Buffer {
    const out = this.#view(packet.length);
    packet.copy(out);
    out.fill(0, dataAt, dataAt + 3);
    return out;
  }

  #view(length: number): Buffer {
    let view = this.#views[length];
    if (view === undefined) {
      view = this.#buffer.subarray(0, length);
      this.#views[length] = view;
    }
    return view;
  }
}

/** Offset of the three data bytes of element `id`, or -1. Zero bytes are padding, id 15 ends the list (RFC 8285 section 4.2). */
function findOneByte(packet: Buffer, from: number, end: number, id: number): number {
  let at = from;
  while (at < end) {
    const head = packet[at] ?? 0;
    if (head === 0) {
      at += 1;
      continue;
    }
    const bytes = (head & 0x0f) + 1;
    if (head >> 4 === 15) return -1;
    if (head >> 4 === id && bytes === 3 && at + 4 <= end) return at + 1;
    at += 1 + bytes;
  }
  return -1;
}

/** The same for the two-byte form (RFC 8285 section 4.3). */
function findTwoByte(packet: Buffer, from: number, end: number, id: number): number {
  let at = from;
  while (at + 1 < end) {
    const found = packet[at] ?? 0;
    if (found === 0) {
      at += 1;
      continue;
    }
    const bytes = packet[at + 1] ?? 0;
    if (found === id && bytes === 3 && at + 5 <= end) return at + 2;
    at += 2 + bytes;
  }
  return -1;
}
