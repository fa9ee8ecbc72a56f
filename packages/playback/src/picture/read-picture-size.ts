import type { VideoCodec } from "@ferndiagnose/protocol";
import { av1Size } from "./av1-size.ts";
import { BitReader } from "./bit-reader.ts";
import { h264Size } from "./h264-size.ts";
import type { PictureSize } from "./picture-size.ts";

/** Width and height as a key frame states them. Undefined when it does not, or not in a way we know. */
export function readPictureSize(codec: VideoCodec, keyFrame: Uint8Array): PictureSize | undefined {
  const size = read(codec, keyFrame);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

function read(codec: VideoCodec, keyFrame: Uint8Array): PictureSize | undefined {
  switch (codec) {
    case "VP8":
      return vp8Size(keyFrame);
    case "VP9":
      return vp9Size(keyFrame);
    case "H264":
      return h264Size(keyFrame);
    case "AV1":
      return av1Size(keyFrame);
  }
}

/** RFC 6386 section 9.1. */
function vp8Size(frame: Uint8Array): PictureSize | undefined {
  if (frame[3] !== 0x9d || frame[4] !== 0x01 || frame[5] !== 0x2a) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 10) return undefined;
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

const vp9SyncCode = 0x498342;
const vp9ColorSpaceRgb = 7;

/** VP9 bitstream specification, sections 6.2 and 6.2.2. */
function vp9Size(frame: Uint8Array): PictureSize | undefined {
  const reader = new BitReader(frame);
  if (reader.bits(2) !== 2) return undefined;
  const profile = reader.bits(1) + reader.bits(1) * 2;
  if (profile === 3) reader.skip(1);
  const showExisting = reader.flag();
  const isInterFrame = reader.flag();
  if (showExisting || isInterFrame) return undefined;
  reader.skip(2);
  if (reader.bits(24) !== vp9SyncCode) return undefined;
  if (profile >= 2) reader.skip(1);
  const isRgb = reader.bits(3) === vp9ColorSpaceRgb;
  const hasSubsampling = profile === 1 || profile === 3;
  if (!isRgb) reader.skip(hasSubsampling ? 4 : 1);
  else if (hasSubsampling) reader.skip(1);
  return { width: reader.bits(16) + 1, height: reader.bits(16) + 1 };
}
