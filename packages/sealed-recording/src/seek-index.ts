import { readU64, viewOf, writeU64 } from "./bytes.ts";
import { SealedRecordingError } from "./errors.ts";
import { maximumBodyLength, tagLength } from "./frame.ts";

/** One data frame in the index, section 8 of the specification. */
export interface IndexEntry {
  readonly seq: number;
  /** A key frame of the picture begins in this frame. */
  readonly keyFrame: boolean;
  /** Where the frame begins in the file. */
  readonly offset: number;
  /** Time of its first record. */
  readonly timeUs: number;
}

const entryLength = 24;
const keyFrameFlag = 1;

/** More do not fit into one frame. At two frames a second that is four days. */
export const maximumIndexEntries = Math.floor((maximumBodyLength - tagLength) / entryLength);

export function encodeIndex(entries: readonly IndexEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * entryLength);
  const view = viewOf(bytes);
  for (const [at, entry] of entries.entries()) {
    view.setUint32(at * entryLength, entry.seq);
    view.setUint32(at * entryLength + 4, entry.keyFrame ? keyFrameFlag : 0);
    writeU64(view, at * entryLength + 8, entry.offset);
    writeU64(view, at * entryLength + 16, entry.timeUs);
  }
  return bytes;
}

/** Throws `index_invalid`. Unknown flags are ignored. */
export function decodeIndex(bytes: Uint8Array): IndexEntry[] {
  if (bytes.length % entryLength !== 0) throw new SealedRecordingError("index_invalid");
  const view = viewOf(bytes);
  return Array.from({ length: bytes.length / entryLength }, (_, at) => {
    const offset = readU64(view, at * entryLength + 8);
    const timeUs = readU64(view, at * entryLength + 16);
    if (Number.isNaN(offset + timeUs)) throw new SealedRecordingError("index_invalid");
    const flags = view.getUint32(at * entryLength + 4);
    return { seq: view.getUint32(at * entryLength), keyFrame: (flags & keyFrameFlag) !== 0, offset, timeUs };
  });
}

/** Where to begin in order to show the picture at `timeUs`; undefined for an empty index. */
export function seekEntry(entries: readonly IndexEntry[], timeUs: number): IndexEntry | undefined {
  const marked = entries.filter((entry) => entry.keyFrame);
  const candidates = marked.length > 0 ? marked : entries;
  return candidates.findLast((entry) => entry.timeUs <= timeUs) ?? entries[0];
}
