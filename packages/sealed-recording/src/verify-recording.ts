import { ByteQueue } from "./byte-queue.ts";
import { equalBytes } from "./bytes.ts";
import { type Closing, deleteAtMs, parseClosing } from "./closing.ts";
import { SealedRecordingError } from "./errors.ts";
import { type FrameHeader, FrameType, frameHeaderLength, frameLength, isClosing, parseFrameHeader } from "./frame.ts";
import { FrameVerifier } from "./frame-verifier.ts";
import { type Header, headerPrefixLength, headerSectionLength, type ParsedHeader, parseHeader } from "./header.ts";
import { chunksOf, type RecordingSource } from "./source.ts";
import { type Checks, webChecks } from "./web-crypto.ts";

/** A head of the chain as it was known outside the file: from the log, the customer's program or the receipt. */
export interface Anchor {
  readonly seq: number;
  readonly hash: Uint8Array;
}

export interface VerifyOptions {
  /** Heads known from outside the file, which it must contain. */
  readonly anchors?: readonly Anchor[];
  /** WebCrypto if not given. */
  readonly checks?: Checks;
}

/** What was found to be valid, from the beginning of the file. */
export interface IntactPart {
  readonly header: Header;
  /** The last valid head; seq 0 is the header. */
  readonly head: Anchor;
  /** Length in bytes. */
  readonly length: number;
  /** Times of the last sealed frame; of the header if there is none. */
  readonly utcMs: number;
  readonly monoMs: number;
}

export type Damage =
  | "header"
  | "header_unsupported"
  | "header_signature"
  | "frame_header"
  | "order"
  | "prev"
  | "signature"
  | "closing"
  | "after_end"
  | "anchor_missing"
  | "anchor_mismatch";

/** The outcomes of section 9. */
export type Verdict =
  | { readonly status: "complete" | "recovered"; readonly intact: IntactPart; readonly closing: Closing }
  | { readonly status: "truncated"; readonly intact: IntactPart; readonly tornBytes: number }
  | {
      readonly status: "damaged";
      /** The first frame at fault, 0 for the header. */
      readonly seq: number;
      /** Where it begins. */
      readonly offset: number;
      readonly what: Damage;
      /** Undefined if the header itself is at fault. */
      readonly intact: IntactPart | undefined;
    };

/**
 * Checks a recording without any key, holding one frame at a time in memory. A bad file is a verdict, not an exception; only
 * what the source throws is thrown.
 */
export async function verifyRecording(source: RecordingSource, options: VerifyOptions = {}): Promise<Verdict> {
  const queue = new ByteQueue(chunksOf(source));
  const opened = await openHeader(queue, options.checks ?? webChecks);
  if ("status" in opened) return opened;
  return new ChainWalk(queue, opened.parsed, opened.verifier, options.anchors ?? []).toEnd();
}

async function openHeader(
  queue: ByteQueue,
  checks: Checks,
): Promise<Verdict | { parsed: ParsedHeader; verifier: FrameVerifier }> {
  const damaged = (what: Damage) => ({ status: "damaged", seq: 0, offset: 0, what, intact: undefined }) as const;
  try {
    const length = headerSectionLength(await queue.peek(headerPrefixLength));
    const parsed = await parseHeader(await queue.take(length));
    const verifier = await FrameVerifier.of(parsed.header, checks);
    return (await verifier.headerIsSigned(parsed)) ? { parsed, verifier } : damaged("header_signature");
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    return damaged(error.code === "header_unsupported" ? "header_unsupported" : "header");
  }
}

/** Walks the frames once, in order. */
class ChainWalk {
  private readonly queue: ByteQueue;
  private readonly verifier: FrameVerifier;
  private readonly anchors: readonly Anchor[];
  private intact: IntactPart;
  private last: FrameHeader | undefined;
  private indexOffset = 0;

  constructor(queue: ByteQueue, parsed: ParsedHeader, verifier: FrameVerifier, anchors: readonly Anchor[]) {
    const { header, hash, length } = parsed;
    this.queue = queue;
    this.verifier = verifier;
    this.anchors = anchors;
    this.intact = { header, head: { seq: 0, hash }, length, utcMs: header.createdAtMs, monoMs: 0 };
  }

  async toEnd(): Promise<Verdict> {
    if (this.contradictsAnchor(this.intact.head)) return this.damaged("anchor_mismatch", 0, 0);
    for (;;) {
      const bytes = await this.queue.peek(frameHeaderLength);
      if (bytes.length < frameHeaderLength) return this.atEnd(bytes.length);
      const header = parseFrameHeader(bytes);
      if (header === undefined) return this.damaged("frame_header");
      const misplaced = this.misplaced(header);
      if (misplaced !== undefined) return this.damaged(misplaced);
      const frame = await this.queue.take(frameLength(header));
      if (frame.length < frameLength(header)) return this.atTornFrame(frame);
      const hash = await this.verifier.hash(header, frame);
      if (!(await this.verifier.isSigned(header, frame, hash))) return this.damaged("signature");
      if (this.contradictsAnchor({ seq: header.seq, hash })) return this.damaged("anchor_mismatch");
      if (isClosing(header.type)) return this.close(header, frame, hash);
      this.accept(header, hash);
    }
  }

  private misplaced(header: FrameHeader): Damage | undefined {
    if (header.seq !== this.intact.head.seq + 1) return "order";
    if (this.last?.type === FrameType.index && !isClosing(header.type)) return "order";
    return equalBytes(header.prev, this.intact.head.hash) ? undefined : "prev";
  }

  private accept(header: FrameHeader, hash: Uint8Array): void {
    const { length } = this.intact;
    if (header.type === FrameType.index) this.indexOffset = length;
    this.last = header;
    this.intact = {
      header: this.intact.header,
      head: { seq: header.seq, hash },
      length: length + frameLength(header),
      utcMs: header.utcMs,
      monoMs: header.monoMs,
    };
  }

  private async close(header: FrameHeader, frame: Uint8Array, hash: Uint8Array): Promise<Verdict> {
    const closing = parseClosing(frame.subarray(frameHeaderLength, frameHeaderLength + header.length));
    if (closing === undefined || !this.agrees(header, closing)) return this.damaged("closing");
    this.accept(header, hash);
    if ((await this.queue.peek(1)).length > 0) return this.damaged("after_end");
    const missing = this.missingAnchor();
    if (missing !== undefined) return this.damaged("anchor_missing", missing);
    const status = header.type === FrameType.final ? "complete" : "recovered";
    return { status, intact: this.intact, closing };
  }

  /** What can be recomputed without a key, section 6. */
  private agrees(header: FrameHeader, closing: Closing): boolean {
    if (closing.frames !== this.intact.head.seq) return false;
    if (closing.deleteAtMs !== deleteAtMs(this.intact.header, header.utcMs)) return false;
    if (header.type === FrameType.final) return closing.indexOffset === this.indexOffset;
    const { utcMs, monoMs } = this.intact;
    return (
      header.utcMs === utcMs &&
      header.monoMs === monoMs &&
      closing.durationMs === monoMs &&
      closing.records + closing.recordBytes + closing.indexOffset === 0 &&
      closing.reason === "recovered"
    );
  }

  private atEnd(tornBytes: number): Verdict {
    const missing = this.missingAnchor();
    if (missing !== undefined) return this.damaged("anchor_missing", missing);
    return { status: "truncated", intact: this.intact, tornBytes };
  }

  /** The frame claims more bytes than there are: the write was cut off, unless something intact follows. */
  private async atTornFrame(rest: Uint8Array): Promise<Verdict> {
    return (await this.verifier.findsIntactFrame(rest)) ? this.damaged("frame_header") : this.atEnd(rest.length);
  }

  private contradictsAnchor({ seq, hash }: Anchor): boolean {
    return this.anchors.some((anchor) => anchor.seq === seq && !equalBytes(anchor.hash, hash));
  }

  /** The first anchored frame that the file does not reach. */
  private missingAnchor(): number | undefined {
    const missing = this.anchors.map(({ seq }) => seq).filter((seq) => seq > this.intact.head.seq);
    return missing.length === 0 ? undefined : Math.min(...missing);
  }

  private damaged(what: Damage, seq = this.intact.head.seq + 1, offset = this.intact.length): Verdict {
    return { status: "damaged", seq, offset, what, intact: this.intact };
  }
}
