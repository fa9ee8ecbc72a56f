import type { LeafType } from "@ferndiagnose/protocol";
import { type Anchor, fromHex } from "@ferndiagnose/sealed-recording";
import { entryOf } from "./leaf-entry.ts";
import type { LeafRow } from "./leaf-table.ts";

/** Leaves that say how far a recording had come. */
export const headLeafTypes = ["opened", "anchor", "closed", "recovered"] as const satisfies readonly LeafType[];
type HeadLeafType = (typeof headLeafTypes)[number];

/**
 * `leaf_altered`: what the side table says of a leaf is not what the log's leaf commits to. `other_ends`: the log knows two ends
 * that contradict each other, or a frame behind the end.
 */
export type LogFlaw = "leaf_altered" | "other_ends";

/** What the transparency log knows of one recording. */
export interface LoggedRecording {
  /** Its beginning, the newest anchor and its end, as far as the log has them. Each link vouches for all before it. */
  readonly anchors: readonly Anchor[];
  /** The header; undefined where nothing is known: deleted with the recording, or never there. */
  readonly opened: Anchor | undefined;
  /** The last frame; undefined while the log knows of no end. */
  readonly end: Anchor | undefined;
  readonly flaw: LogFlaw | undefined;
}

export const nothingLogged: LoggedRecording = { anchors: [], opened: undefined, end: undefined, flaw: undefined };

/** The rows that decide, of all about one recording: its beginning, the newest anchor, each end. */
export class DecidingRows {
  #opened: LeafRow | undefined;
  #anchor: LeafRow | undefined;
  readonly #ends: LeafRow[] = [];

  /** In the order of the log. */
  add(row: LeafRow): void {
    const type = row.type as HeadLeafType;
    if (type === "opened") this.#opened ??= row;
    else if (type === "anchor") this.#anchor = row;
    else this.#ends.push(row);
  }

  get all(): readonly LeafRow[] {
    return [this.#opened, this.#anchor, ...this.#ends].filter((row) => row !== undefined);
  }

  /** `entryAt` gives what the log has at each of the rows' places. */
  judge(entryAt: (index: number) => Uint8Array | undefined): LoggedRecording {
    const isAltered = this.all.some((row) => !isOpenedBy(entryAt(row.index), row));
    if (isAltered) return { ...nothingLogged, flaw: "leaf_altered" };
    const [opened] = this.#opened ? [headOf(this.#opened)] : [];
    const anchors = this.all.map(headOf);
    const [end, ...others] = this.#ends.map(headOf);
    const contradicts = ({ seq, hash }: Anchor) =>
      end !== undefined && (seq > end.seq || (seq === end.seq && Buffer.compare(hash, end.hash) !== 0));
    const hasOtherEnds = others.some(({ seq }) => seq !== end?.seq) || anchors.some(contradicts);
    return { anchors, opened, end, flaw: hasOtherEnds ? "other_ends" : undefined };
  }
}

function headOf({ type, details }: LeafRow): Anchor {
  const { seq, hash, headerHash } = details;
  return type === "opened"
    ? { seq: 0, hash: fromHex(String(headerHash)) }
    : { seq: Number(seq), hash: fromHex(String(hash)) };
}

function isOpenedBy(entry: Uint8Array | undefined, row: LeafRow): boolean {
  return entry !== undefined && Buffer.compare(entryOf(row), entry) === 0;
}
