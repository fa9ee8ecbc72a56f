import { equalBytes, readU64, viewOf, writeU64 } from "./bytes.ts";
import { utf8 } from "./web-crypto.ts";

/** Frame layout, section 6 of the specification. */
export const frameHeaderLength = 88;
export const frameSignatureLength = 64;
export const tagLength = 16;
export const maximumBodyLength = 16_777_216;
export const closingBodyLength = 80;
export const frameMagic = utf8("FDRF");
const version = 1;

export const FrameType = { data: 1, index: 2, final: 3, recovered: 4 } as const;
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

export interface FrameHeader {
  readonly type: FrameType;
  readonly seq: number;
  /** Bytes of the body, tag included. */
  readonly length: number;
  readonly utcMs: number;
  readonly monoMs: number;
  /** The head of the chain before this frame. */
  readonly prev: Uint8Array;
  readonly salt: Uint8Array;
}

export function writeFrameHeader(into: Uint8Array, header: FrameHeader): void {
  const view = viewOf(into);
  into.set(frameMagic);
  view.setUint8(4, version);
  view.setUint8(5, header.type);
  view.setUint16(6, 0);
  view.setUint32(8, header.seq);
  view.setUint32(12, header.length);
  writeU64(view, 16, header.utcMs);
  writeU64(view, 24, header.monoMs);
  into.set(header.prev, 32);
  into.set(header.salt, 64);
}

/** Returns undefined if the bytes are no frame header; `prev` and `salt` are views into them. */
export function parseFrameHeader(bytes: Uint8Array): FrameHeader | undefined {
  if (bytes.length < frameHeaderLength || !equalBytes(bytes.subarray(0, 4), frameMagic)) return undefined;
  const view = viewOf(bytes);
  const type = view.getUint8(5);
  const length = view.getUint32(12);
  const utcMs = readU64(view, 16);
  const monoMs = readU64(view, 24);
  if (view.getUint8(4) !== version || view.getUint16(6) !== 0 || Number.isNaN(utcMs + monoMs)) return undefined;
  if (!isFrameType(type) || !isLengthOf(type, length)) return undefined;
  const salt = bytes.subarray(64, frameHeaderLength);
  if (isClosing(type) && salt.some((byte) => byte !== 0)) return undefined;
  return { type, seq: view.getUint32(8), length, utcMs, monoMs, prev: bytes.subarray(32, 64), salt };
}

/** The whole frame, signature included. */
export function frameLength(header: FrameHeader): number {
  return frameHeaderLength + header.length + frameSignatureLength;
}

export function isClosing(type: FrameType): type is typeof FrameType.final | typeof FrameType.recovered {
  return type === FrameType.final || type === FrameType.recovered;
}

function isFrameType(type: number): type is FrameType {
  return type >= FrameType.data && type <= FrameType.recovered;
}

function isLengthOf(type: FrameType, length: number): boolean {
  return isClosing(type) ? length === closingBodyLength : length >= tagLength && length <= maximumBodyLength;
}
