import { BitReader } from "./bit-reader.ts";
import type { PictureSize } from "./picture-size.ts";

const spsType = 7;
/** Profiles whose parameter sets carry the chroma format (H.264 section 7.3.2.1.1). */
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Size from the first sequence parameter set in an Annex B stream. */
export function h264Size(annexB: Uint8Array): PictureSize | undefined {
  const sps = findUnit(annexB, spsType);
  return sps && sizeOf(withoutEmulationPrevention(sps.subarray(1)));
}

function findUnit(bytes: Uint8Array, type: number): Uint8Array | undefined {
  const starts: number[] = [];
  for (let index = 0; index + 3 < bytes.length; index++) {
    if (bytes[index] === 0 && bytes[index + 1] === 0 && bytes[index + 2] === 1) starts.push(index + 3);
  }
  const position = starts.findIndex((start) => ((bytes[start] ?? 0) & 0x1f) === type);
  return position < 0 ? undefined : bytes.subarray(starts[position], starts[position + 1]);
}

function withoutEmulationPrevention(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, index) => !(byte === 3 && bytes[index - 1] === 0 && bytes[index - 2] === 0));
}

function sizeOf(sps: Uint8Array): PictureSize {
  const reader = new BitReader(sps);
  const profile = reader.bits(8);
  reader.skip(16);
  reader.golomb();
  let chromaFormat = 1;
  if (highProfiles.has(profile)) {
    chromaFormat = reader.golomb();
    if (chromaFormat === 3) reader.skip(1);
    reader.golomb();
    reader.golomb();
    reader.skip(1);
    if (reader.flag()) skipScalingLists(reader, chromaFormat);
  }
  reader.golomb();
  skipPictureOrder(reader);
  reader.golomb();
  reader.skip(1);
  const widthInBlocks = reader.golomb() + 1;
  const heightInUnits = reader.golomb() + 1;
  const framesOnly = reader.flag();
  if (!framesOnly) reader.skip(1);
  reader.skip(1);
  const crop = reader.flag() ? [reader.golomb(), reader.golomb(), reader.golomb(), reader.golomb()] : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const cropX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
  const cropY = (chromaFormat === 1 ? 2 : 1) * (framesOnly ? 1 : 2);
  return {
    width: widthInBlocks * 16 - (left + right) * cropX,
    height: heightInUnits * 16 * (framesOnly ? 1 : 2) - (top + bottom) * cropY,
  };
}

function skipPictureOrder(reader: BitReader): void {
  const type = reader.golomb();
  if (type === 0) reader.golomb();
  if (type !== 1) return;
  reader.skip(1);
  reader.signedGolomb();
  reader.signedGolomb();
  const count = Math.min(reader.golomb(), 255);
  for (let index = 0; index < count; index++) reader.signedGolomb();
}

function skipScalingLists(reader: BitReader, chromaFormat: number): void {
  const lists = chromaFormat === 3 ? 12 : 8;
  for (let list = 0; list < lists; list++) {
    if (!reader.flag()) continue;
    let next = 8;
    for (let index = 0, last = 8; index < (list < 6 ? 16 : 64) && next !== 0; index++) {
      next = (last + reader.signedGolomb() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
}
