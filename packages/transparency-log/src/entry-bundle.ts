import { concatBytes } from "./bytes.ts";
import { TransparencyLogError } from "./errors.ts";

/** C2SP tlog-tiles: a bundle is a sequence of entries, each behind its length as a big-endian u16. */
export const LONGEST_ENTRY = 0xffff;

export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]));
}

/** Throws `tile_malformed` unless the bytes are exactly `width` entries. */
export function decodeBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && entries.length < width) {
    const length = (bytes[at] as number) * 256 + (bytes[at + 1] as number);
    const entry = bytes.subarray(at + 2, at + 2 + length);
    if (entry.length < length) break;
    entries.push(entry);
    at += 2 + length;
  }
  if (entries.length !== width || at !== bytes.length) throw new TransparencyLogError("tile_malformed");
  return entries;
}
