import { type Closing, closingFrameLength, parseClosing } from "./closing.ts";
import { decodeRecords, type RecordedItem } from "./decode-records.ts";
import { SealedRecordingError } from "./errors.ts";
import {
  type FrameHeader,
  FrameType,
  frameHeaderLength,
  frameLength,
  frameSignatureLength,
  isClosing,
  parseFrameHeader,
} from "./frame.ts";
import { FrameKeys } from "./frame-keys.ts";
import { type Header, headerPrefixLength, headerSectionLength, type ParsedHeader, parseHeader } from "./header.ts";
import { fromHex } from "./hex.ts";
import { decodeIndex, type IndexEntry, seekEntry } from "./seek-index.ts";
import type { RandomAccess } from "./source.ts";
import { gcmOpen, type Hashing, webChecks } from "./web-crypto.ts";

/** Reads the header of a recording. Throws `header_…`; does not check its signature, which `verifyRecording` does. */
export async function readHeader(source: RandomAccess, checks: Hashing = webChecks): Promise<ParsedHeader> {
  const length = headerSectionLength(await source.read(0, headerPrefixLength));
  return parseHeader(await source.read(0, length), checks);
}

/**
 * A recording opened with its root key. Reading proves that a frame was sealed with the recording's key; that no frame is
 * missing or forged by a key holder is for `verifyRecording` to say.
 */
export class RecordingReader {
  readonly header: Header;
  private readonly source: RandomAccess;
  private readonly keys: FrameKeys;
  private readonly firstFrame: number;
  private entries: Promise<readonly IndexEntry[]> | undefined;

  private constructor(source: RandomAccess, { header, length }: ParsedHeader, keys: FrameKeys) {
    this.header = header;
    this.source = source;
    this.keys = keys;
    this.firstFrame = length;
  }

  /** Keeps no copy of the root key; the caller may wipe it afterwards. */
  static async open(source: RandomAccess, root: Uint8Array): Promise<RecordingReader> {
    const parsed = await readHeader(source);
    return new RecordingReader(source, parsed, await FrameKeys.derive(root, fromHex(parsed.header.recordingId)));
  }

  /** The seek index; empty if the recording has none. Throws `frame_unreadable`, `index_invalid`. */
  index(): Promise<readonly IndexEntry[]> {
    this.entries ??= this.readIndex();
    return this.entries;
  }

  /** The closing frame, undefined if the file does not end with one. */
  async closing(): Promise<Closing | undefined> {
    const bytes = await this.source.read(Math.max(0, this.source.size - closingFrameLength), closingFrameLength);
    const header = parseFrameHeader(bytes);
    if (header === undefined || !isClosing(header.type)) return undefined;
    return parseClosing(bytes.subarray(frameHeaderLength, bytes.length - frameSignatureLength));
  }

  /**
   * Yields the records in order. With `fromMs`, begins with the frame from which the picture at that time can be decoded, so
   * the first records are usually older. Ends at the closing frame or, in a file without one, at a torn end.
   * Throws `frame_invalid`, `frame_unreadable` or `record_invalid`, naming the frame; the frames behind it stay readable through `fromMs`.
   */
  async *records(options: { readonly fromMs?: number } = {}): AsyncGenerator<RecordedItem, void, undefined> {
    const entry = options.fromMs === undefined ? undefined : seekEntry(await this.index(), options.fromMs * 1000);
    let offset = entry?.offset ?? this.firstFrame;
    let seq = entry?.seq ?? 1;
    while (offset + frameHeaderLength <= this.source.size) {
      const header = await this.frameAt(offset, seq);
      if (header.type !== FrameType.data) return;
      if (offset + frameLength(header) > this.source.size) return this.endTorn(seq, offset);
      yield* namingFrame(decodeRecords(await this.unseal(header, offset)), seq, offset);
      offset += frameLength(header);
      seq += 1;
    }
  }

  /** Nothing is torn in a file that was closed: there, the frame's length was altered. */
  private async endTorn(seq: number, offset: number): Promise<void> {
    if ((await this.closing()) !== undefined) throw new SealedRecordingError("frame_invalid", { seq, offset });
  }

  private async readIndex(): Promise<readonly IndexEntry[]> {
    const closing = await this.closing();
    if (closing === undefined || closing.indexOffset === 0) return [];
    const header = await this.frameAt(closing.indexOffset, closing.frames);
    if (header.type !== FrameType.index) throw new SealedRecordingError("index_invalid");
    return decodeIndex(await this.unseal(header, closing.indexOffset));
  }

  private async frameAt(offset: number, seq: number): Promise<FrameHeader> {
    const header = parseFrameHeader(await this.source.read(offset, frameHeaderLength));
    if (header?.seq !== seq) throw new SealedRecordingError("frame_invalid", { seq, offset });
    return header;
  }

  private async unseal(header: FrameHeader, offset: number): Promise<Uint8Array> {
    const sealed = await this.source.read(offset, frameHeaderLength + header.length);
    const key = await this.keys.openingKey(header.seq, header.salt);
    try {
      return await gcmOpen(key, sealed.subarray(frameHeaderLength), sealed.subarray(0, frameHeaderLength));
    } catch (cause) {
      throw new SealedRecordingError("frame_unreadable", { seq: header.seq, offset, cause });
    }
  }
}

/** Opens a recording and yields its records; see `RecordingReader.records`. */
export async function* readRecords(
  source: RandomAccess,
  root: Uint8Array,
  options: { readonly fromMs?: number } = {},
): AsyncGenerator<RecordedItem, void, undefined> {
  yield* (await RecordingReader.open(source, root)).records(options);
}

function* namingFrame(records: Iterable<RecordedItem>, seq: number, offset: number): Generator<RecordedItem> {
  try {
    yield* records;
  } catch (cause) {
    if (cause instanceof SealedRecordingError) throw new SealedRecordingError(cause.code, { seq, offset, cause });
    throw cause;
  }
}
