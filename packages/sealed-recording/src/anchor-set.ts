import { equalBytes } from "./bytes.ts";
import type { Anchor } from "./verdict.ts";

/** Heads known from outside the file, against which it is held. */
export class AnchorSet {
  private readonly anchors: readonly Anchor[];
  private readonly bySeq = new Map<number, Anchor[]>();

  constructor(anchors: readonly Anchor[]) {
    this.anchors = anchors;
    for (const anchor of anchors) this.bySeq.set(anchor.seq, [...(this.bySeq.get(anchor.seq) ?? []), anchor]);
  }

  contradict({ seq, hash }: Anchor): boolean {
    return this.bySeq.get(seq)?.some((anchor) => !equalBytes(anchor.hash, hash)) ?? false;
  }

  /** The first anchored frame that a file of this many frames does not reach. */
  firstBeyond(lastSeq: number): number | undefined {
    const beyond = this.anchors.map(({ seq }) => seq).filter((seq) => seq > lastSeq);
    return beyond.length === 0 ? undefined : Math.min(...beyond);
  }
}
