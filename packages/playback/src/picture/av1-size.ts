import { BitReader } from "./bit-reader.ts";
import type { PictureSize } from "./picture-size.ts";

const sequenceHeaderType = 1;

/** Largest size of the sequence, from the sequence header OBU (AV1 specification, section 5.5). */
export function av1Size(frame: Uint8Array): PictureSize | undefined {
  for (let offset = 0; offset < frame.length; ) {
    const header = frame[offset] ?? 0;
    const hasExtension = (header & 4) !== 0;
    let start = offset + (hasExtension ? 2 : 1);
    let length = frame.length - start;
    if ((header & 2) !== 0) {
      const size = readLeb128(frame, start);
      start = size.next;
      length = size.value;
    }
    if (((header >> 3) & 15) === sequenceHeaderType) return sequenceSize(frame.subarray(start, start + length));
    offset = start + length;
  }
  return undefined;
}

function readLeb128(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let next = start;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[next++] ?? 0;
    value += (byte & 0x7f) * 128 ** index;
    if ((byte & 0x80) === 0) break;
  }
  return { value, next };
}

function sequenceSize(bytes: Uint8Array): PictureSize {
  const reader = new BitReader(bytes);
  reader.skip(3 + 1);
  const isReduced = reader.flag();
  if (isReduced) reader.skip(5);
  else skipOperatingPoints(reader);
  const widthBits = reader.bits(4) + 1;
  const heightBits = reader.bits(4) + 1;
  return { width: reader.bits(widthBits) + 1, height: reader.bits(heightBits) + 1 };
}

function skipOperatingPoints(reader: BitReader): void {
  let hasDecoderModel = false;
  let delayBits = 0;
  if (reader.flag()) {
    reader.skip(64);
    if (reader.flag()) reader.uvlc();
    hasDecoderModel = reader.flag();
    if (hasDecoderModel) {
      delayBits = reader.bits(5) + 1;
      reader.skip(32 + 5 + 5);
    }
  }
  const hasInitialDelay = reader.flag();
  const count = reader.bits(5) + 1;
  for (let point = 0; point < count; point++) {
    reader.skip(12);
    if (reader.bits(5) > 7) reader.skip(1);
    if (hasDecoderModel && reader.flag()) reader.skip(delayBits * 2 + 1);
    if (hasInitialDelay && reader.flag()) reader.skip(4);
  }
}
