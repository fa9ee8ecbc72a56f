import type { VideoCodec } from "@ferndiagnose/protocol";
import { AV1RtpPayload, H264RtpPayload, Vp8RtpPayload, Vp9RtpPayload } from "werift";

export interface CodedPicture {
  data: Uint8Array;
  isKeyFrame: boolean;
}

/**
 * Joins the payloads of one picture into what a decoder takes (RFC 7741, RFC 9628, RFC 6184 as Annex B, AV1 RTP payload format).
 * Undefined when the first packet is not the picture's first, or the payloads are not of this codec.
 */
export function depacketize(codec: VideoCodec, payloads: readonly Uint8Array[]): CodedPicture | undefined {
  const buffers = payloads.map((payload) => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength));
  try {
    switch (codec) {
      case "VP8":
        return depacketizeVp8(buffers);
      case "VP9":
        return depacketizeVp9(buffers);
      case "H264":
        return depacketizeH264(buffers);
      case "AV1":
        return depacketizeAv1(buffers);
    }
  } catch (error) {
    // The depacketizers throw on bytes that are not of their codec; for playback that is a lost picture.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function depacketizeVp8(buffers: Buffer[]): CodedPicture | undefined {
  const parts = buffers.map((buffer) => Vp8RtpPayload.deSerialize(buffer));
  if (!parts[0]?.payloadHeaderExist) return undefined;
  return { data: Buffer.concat(parts.map(({ payload }) => payload)), isKeyFrame: parts[0].isKeyframe };
}

function depacketizeVp9(buffers: Buffer[]): CodedPicture | undefined {
  const parts = buffers.map((buffer) => Vp9RtpPayload.deSerialize(buffer));
  if (!parts[0]?.bBit) return undefined;
  return { data: Buffer.concat(parts.map(({ payload }) => payload)), isKeyFrame: parts[0].isKeyframe };
}

function depacketizeH264(buffers: Buffer[]): CodedPicture | undefined {
  let fragment: Buffer | undefined;
  let isKeyFrame = false;
  const units: Buffer[] = [];
  for (const buffer of buffers) {
    const part = H264RtpPayload.deSerialize(buffer, fragment);
    const isFragment = part.s !== undefined;
    if (isFragment && (part.s === 0) !== (fragment !== undefined)) return undefined;
    fragment = part.fragment;
    if (part.isKeyframe) isKeyFrame = true;
    if (part.payload) units.push(part.payload);
  }
  return fragment === undefined && units.length > 0 ? { data: Buffer.concat(units), isKeyFrame } : undefined;
}

function depacketizeAv1(buffers: Buffer[]): CodedPicture | undefined {
  const parts = buffers.map((buffer) => AV1RtpPayload.deSerialize(buffer));
  if (!parts[0] || parts[0].zBit_RtpStartsWithFragment === 1) return undefined;
  const data = AV1RtpPayload.getFrame(parts);
  return data.length > 0 ? { data, isKeyFrame: parts[0].isKeyframe } : undefined;
}
