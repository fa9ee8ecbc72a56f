import { DescriptionRecord, parseMessage, type VideoCodec } from "@ferndiagnose/protocol";
import { type RecordedItem, RecordKind } from "@ferndiagnose/sealed-recording";
import { PayloadTypes } from "../rtp/payload-types.ts";
import { RtpClock } from "../rtp/rtp-clock.ts";
import { parseRtpPacket, type RtpPacket } from "../rtp/rtp-packet.ts";
import { type OrderedPacket, SequenceOrder } from "../rtp/sequence-order.ts";
import { depacketize } from "./depacketize.ts";
import { type Assembled, FrameAssembler } from "./frame-assembler.ts";
import type { PictureSize } from "./picture-size.ts";
import { readPictureSize } from "./read-picture-size.ts";

export interface VideoFrame extends PictureSize {
  codec: VideoCodec;
  data: Uint8Array;
  isKeyFrame: boolean;
  /** Microseconds since the recording began; larger from frame to frame. */
  timeUs: number;
}

interface Stream {
  order: SequenceOrder;
  assembler: FrameAssembler;
  clock: RtpClock;
}

const minFrameDistanceUs = 1_000;

/**
 * Makes pictures of recorded packets. Records go in in the order of the recording, whole pictures come out in order;
 * what a decoder could not show (gaps, a missing key frame) is left out. Memory: one second of packets.
 */
export class VideoTrack {
  #payloadTypes: PayloadTypes | undefined;
  readonly #streams = new Map<number, Stream>();
  /** The stream that the picture came from last; retransmissions belong to it unless the description says otherwise. */
  #pictureSsrc: number | undefined;
  /** What the decoder would be set to: after a loss it can only go on with a key frame. */
  #decoding: (PictureSize & { codec: VideoCodec; ssrc: number }) | undefined;
  #lastTimeUs = -minFrameDistanceUs;
  #droppedFrames = 0;

  /** Pictures that were sent but cannot be shown. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  handleRecord(record: RecordedItem): VideoFrame[] {
    if (record.kind === RecordKind.sessionDescription) return this.#handleDescription(record);
    if (record.kind !== RecordKind.rtpFromCustomer || !this.#payloadTypes) return [];
    const packet = this.#unwrap(parseRtpPacket(record.payload), this.#payloadTypes);
    if (!packet) return [];
    const stream = this.#streamOf(packet.ssrc);
    // The batch a payload points into is reused by nobody, but it must not be kept alive by one packet.
    const own = { ...packet, payload: packet.payload.slice() };
    return this.#assemble(packet.ssrc, stream, stream.order.push(own, record.timeUs));
  }

  /** What was still waiting for missing packets. */
  end(): VideoFrame[] {
    return [...this.#streams].flatMap(([ssrc, stream]) => this.#assemble(ssrc, stream, stream.order.flush()));
  }

  /** A new offer of the customer is a new connection: numbers mean something else from here on. */
  #handleDescription(record: RecordedItem): VideoFrame[] {
    const description = parseMessage(DescriptionRecord, new TextDecoder().decode(record.payload));
    if (description.leg !== "customer" || description.kind !== "offer") return [];
    const rest = this.end();
    this.#streams.clear();
    this.#decoding = undefined;
    this.#pictureSsrc = undefined;
    this.#payloadTypes = new PayloadTypes(description.sdp);
    return rest;
  }

  #unwrap(packet: RtpPacket | undefined, types: PayloadTypes): RtpPacket | undefined {
    if (!packet) return undefined;
    if (types.isRetransmission(packet)) return types.unwrapRetransmission(packet, this.#pictureSsrc);
    if (!types.codecOf(packet)) return undefined;
    this.#pictureSsrc = packet.ssrc;
    return packet;
  }

  #streamOf(ssrc: number): Stream {
    const known = this.#streams.get(ssrc);
    if (known) return known;
    const stream = { order: new SequenceOrder(), assembler: new FrameAssembler(), clock: new RtpClock() };
    this.#streams.set(ssrc, stream);
    return stream;
  }

  #assemble(ssrc: number, stream: Stream, packets: OrderedPacket[]): VideoFrame[] {
    const frames: VideoFrame[] = [];
    for (const packet of packets) {
      const codec = this.#payloadTypes?.codecOf(packet.packet);
      const assembled = stream.assembler.push(packet);
      if (!assembled || !codec) continue;
      const frame = this.#decodable(ssrc, stream, codec, assembled);
      if (frame) frames.push(frame);
      else this.#droppedFrames++;
    }
    return frames;
  }

  #decodable(ssrc: number, stream: Stream, codec: VideoCodec, assembled: Assembled): VideoFrame | undefined {
    const { group, afterLoss } = assembled;
    const timeUs = stream.clock.toRecordingTime(group.timestamp, group.arrivalUs);
    const picture = depacketize(codec, group.payloads);
    const continues = this.#decoding?.codec === codec && this.#decoding.ssrc === ssrc && !afterLoss;
    if (picture?.isKeyFrame) {
      const size = readPictureSize(codec, picture.data) ?? (continues ? this.#decoding : undefined);
      this.#decoding = size && { width: size.width, height: size.height, codec, ssrc };
    } else if (!picture || !continues) {
      this.#decoding = undefined;
    }
    if (!picture || !this.#decoding) return undefined;
    const { width, height } = this.#decoding;
    this.#lastTimeUs = Math.max(timeUs, this.#lastTimeUs + minFrameDistanceUs, 0);
    return { codec, width, height, timeUs: this.#lastTimeUs, ...picture };
  }
}
