import type { Closing } from "./closing.ts";
import type { Header } from "./header.ts";

/** A head of the chain as it was known outside the file: from the log, the customer's program or the receipt. */
export interface Anchor {
  readonly seq: number;
  readonly hash: Uint8Array;
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
