import type { VideoCodec } from "@ferndiagnose/protocol";

const idrSlice = 5;
const spsUnit = 7;
const stapA = 24;
const fuA = 28;

/**
 * Whether a key frame begins in this RTP payload, judged by its first bytes alone: for marking where one can start to play.
 * Cheap enough for every packet; `depacketize` decides for good.
 */
export function startsKeyFrame(codec: VideoCodec, payload: Uint8Array): boolean {
  const first = payload[0] ?? 0;
  switch (codec) {
    case "VP8":
      return vp8(payload);
    case "VP9":
      // Not predicted (P) and begins a frame (B), RFC 9628 section 4.2.
      return (first & 0x48) === 0x08;
    case "H264":
      return h264(payload);
    case "AV1":
      // N: a new coded video sequence begins (AV1 RTP payload format, section 4.4).
      return (first & 0x08) !== 0;
  }
}

/** RFC 7741 sections 4.2 and 4.3: start of partition 0 behind a descriptor of 1 to 6 bytes, then the inverse key frame bit. */
function vp8(payload: Uint8Array): boolean {
  const first = payload[0] ?? 0;
  if ((first & 0x17) !== 0x10) return false;
  let header = 1;
  if ((first & 0x80) !== 0) {
    const extension = payload[1] ?? 0;
    header = 2;
    if ((extension & 0x80) !== 0) header += ((payload[2] ?? 0) & 0x80) !== 0 ? 2 : 1;
    if ((extension & 0x40) !== 0) header += 1;
    if ((extension & 0x30) !== 0) header += 1;
  }
  return payload.length > header && ((payload[header] ?? 1) & 1) === 0;
}

/** RFC 6184: an IDR slice or its parameter set, single, first in a STAP-A, or at the start of an FU-A. */
function h264(payload: Uint8Array): boolean {
  const type = (payload[0] ?? 0) & 0x1f;
  const isKey = (unit: number) => unit === idrSlice || unit === spsUnit;
  if (type === stapA) return isKey((payload[3] ?? 0) & 0x1f);
  if (type === fuA) return ((payload[1] ?? 0) & 0x80) !== 0 && isKey((payload[1] ?? 0) & 0x1f);
  return isKey(type);
}
