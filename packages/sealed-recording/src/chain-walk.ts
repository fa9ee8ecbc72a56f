import { AnchorSet } from "./anchor-set.ts";
import type { ByteQueue } from "./byte-queue.ts";
import { equalBytes } from "./bytes.ts";
import { type Closing, deleteAtMs, parseClosing } from "./closing.ts";
import { type FrameHeader, FrameType, frameHeaderLength, frameLength, isClosing, parseFrameHeader } from "./frame.ts";
import type { FrameLink, FrameVerifier } from "./frame-verifier.ts";
import type { ParsedHeader } from "./header.ts";
import type { Anchor, Damage, IntactPart, Verdict } from "./verdict.ts";

/** How many frames wait for a later signature to vouch for them. An Ed25519 check costs as much as hashing 100 KB. */
const signatureEvery = 64;

/** Linked to the chain; its signature has not been looked at. */
interface Unproven {
  readonly link: FrameLink;
  readonly before: IntactPart;
}

/** Walks the frames of a recording once, in order, up to the verdict. */
export class ChainWalk {
  private readonly queue: ByteQueue;
  private readonly verifier: FrameVerifier;
  private readonly anchors: AnchorSet;
  private intact: IntactPart;
  private unproven: Unproven[] = [];
  private last: FrameHeader | undefined;
  private indexOffset = 0;

  constructor(queue: ByteQueue, parsed: ParsedHeader, verifier: FrameVerifier, anchors: readonly Anchor[]) {
    const { header, hash, length } = parsed;
    this.queue = queue;
    this.verifier = verifier;
    this.anchors = new AnchorSet(anchors);
    this.intact = { header, head: { seq: 0, hash }, length, utcMs: header.createdAtMs, monoMs: 0 };
  }

  async toEnd(): Promise<Verdict> {
    if (this.anchors.contradict(this.intact.head)) return this.damaged("anchor_mismatch", 0, 0);
    for (;;) {
      const verdict = await this.nextFrame();
      if (verdict !== undefined) return verdict;
    }
  }

  /** The verdict, once there is one. */
  private async nextFrame(): Promise<Verdict | undefined> {
    const bytes = await this.queue.peek(frameHeaderLength);
    if (bytes.length < frameHeaderLength) return this.atEnd(bytes.length);
    const header = parseFrameHeader(bytes);
    if (header === undefined) return this.fault("frame_header");
    const misplaced = this.misplaced(header);
    if (misplaced !== undefined) return this.fault(misplaced);
    const frame = await this.queue.take(frameLength(header));
    if (frame.length < frameLength(header)) return this.atTornFrame(frame);
    const link = await this.verifier.link(header, frame);
    this.unproven.push({ link, before: this.intact });
    if (this.anchors.contradict({ seq: header.seq, hash: link.hash })) return this.fault("anchor_mismatch");
    if (isClosing(header.type)) return this.close(header, frame, link.hash);
    this.accept(header, link.hash);
    return this.unproven.length < signatureEvery ? undefined : this.firstForged();
  }

  /** A signature vouches for everything before it: the newest is checked, the others only if it is wrong. */
  private async firstForged(): Promise<Verdict | undefined> {
    const newest = this.unproven.at(-1);
    if (newest !== undefined && !(await this.verifier.isSigned(newest.link))) {
      for (const { link, before } of this.unproven) {
        if (await this.verifier.isSigned(link)) continue;
        this.intact = before;
        return this.damaged("signature");
      }
    }
    this.unproven = [];
    return undefined;
  }

  /** What is wrong here, unless a forged frame before it is the reason. */
  private async fault(what: Damage): Promise<Verdict> {
    return (await this.firstForged()) ?? this.damaged(what);
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
    const forged = await this.firstForged();
    if (forged !== undefined) return forged;
    const closing = parseClosing(frame.subarray(frameHeaderLength, frameHeaderLength + header.length));
    if (closing === undefined || !this.agrees(header, closing)) return this.damaged("closing");
    this.accept(header, hash);
    if ((await this.queue.peek(1)).length > 0) return this.damaged("after_end");
    const missing = this.anchors.firstBeyond(this.intact.head.seq);
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

  private async atEnd(tornBytes: number): Promise<Verdict> {
    const forged = await this.firstForged();
    if (forged !== undefined) return forged;
    const missing = this.anchors.firstBeyond(this.intact.head.seq);
    if (missing !== undefined) return this.damaged("anchor_missing", missing);
    return { status: "truncated", intact: this.intact, tornBytes };
  }

  /** The frame claims more bytes than there are: the write was cut off, unless something intact follows. */
  private async atTornFrame(rest: Uint8Array): Promise<Verdict> {
    return (await this.verifier.findsIntactFrame(rest)) ? this.fault("frame_header") : this.atEnd(rest.length);
  }

  private damaged(what: Damage, seq = this.intact.head.seq + 1, offset = this.intact.length): Verdict {
    return { status: "damaged", seq, offset, what, intact: this.intact };
  }
}
