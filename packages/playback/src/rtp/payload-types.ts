import { VideoCodec } from "@ferndiagnose/protocol";
import type { RtpPacket } from "./rtp-packet.ts";

/** What the numbers in the RTP packets of one connection stand for. */
export class PayloadTypes {
  readonly #codecs = new Map<number, VideoCodec>();
  /** Payload type of a retransmission to that of the original (RFC 4588). */
  readonly #originals = new Map<number, number>();
  /** SSRC of the retransmissions to that of the picture (RFC 5576, FID). */
  readonly #pictureSsrcs = new Map<number, number>();

  /** Reads the session description of the customer's leg. */
  constructor(sdp: string) {
    for (const line of sdp.split(/\r?\n/)) {
      const map = /^a=rtpmap:(\d+) ([A-Za-z0-9-]+)\/90000/.exec(line);
      const codec = VideoCodec.safeParse(map?.[2]);
      if (map && codec.success) this.#codecs.set(Number(map[1]), codec.data);
      const apt = /^a=fmtp:(\d+) .*\bapt=(\d+)/.exec(line);
      if (apt) this.#originals.set(Number(apt[1]), Number(apt[2]));
      const group = /^a=ssrc-group:FID (\d+) (\d+)/.exec(line);
      if (group) this.#pictureSsrcs.set(Number(group[2]), Number(group[1]));
    }
  }

  codecOf(packet: RtpPacket): VideoCodec | undefined {
    return this.#codecs.get(packet.payloadType);
  }

  isRetransmission(packet: RtpPacket): boolean {
    return this.#originals.has(packet.payloadType);
  }

  /**
   * The packet as it was first sent. Undefined for probes without content.
   * `pictureSsrc` stands in where the description does not pair the two streams.
   */
  unwrapRetransmission(packet: RtpPacket, pictureSsrc: number | undefined): RtpPacket | undefined {
    const payloadType = this.#originals.get(packet.payloadType);
    const ssrc = this.#pictureSsrcs.get(packet.ssrc) ?? pictureSsrc;
    if (payloadType === undefined || ssrc === undefined || packet.payload.length <= 2) return undefined;
    const sequenceNumber = ((packet.payload[0] ?? 0) << 8) | (packet.payload[1] ?? 0);
    return { ...packet, payloadType, ssrc, sequenceNumber, payload: packet.payload.subarray(2) };
  }
}
