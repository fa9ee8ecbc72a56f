import { z } from "zod";
import { hexBytes } from "../sealed.ts";

/** What a leaf of the transparency log is about. */
export const LeafType = z.enum([
  "opened",
  "anchor",
  "closed",
  "recovered",
  "auditor_set",
  "case",
  "approval",
  "released",
  "view",
  "case_closed",
  "hold",
  "hold_ended",
  "shred_intent",
  "shred_done",
]);
export type LeafType = z.infer<typeof LeafType>;

/**
 * A leaf as the log stores it: canonical JSON (RFC 8785). It tells when something of a kind happened and nothing about whom:
 * `commitment` is SHA-256 of `FDR1 leaf` and a zero byte, the 32-byte salt, and the canonical JSON of the details.
 */
export const Leaf = z.strictObject({
  version: z.literal(1),
  type: LeafType,
  at: z.int().min(0),
  commitment: hexBytes(32),
});
export type Leaf = z.infer<typeof Leaf>;

/** Flat facts: numbers, codes and random numbers of recordings and cases. */
export const LeafDetails = z.record(
  z.string().regex(/^[a-zA-Z]{1,32}$/),
  z.union([z.string().max(2_000), z.int(), z.boolean(), z.null()]),
);
export type LeafDetails = z.infer<typeof LeafDetails>;

/** Everything it takes to see that a leaf with these details stands in the log, without asking the log. */
export const LogProof = z.strictObject({
  leaf: Leaf,
  salt: hexBytes(32),
  details: LeafDetails,
  index: z.int().min(0),
  /** RFC 6962 section 2.1.1, lowest level first. */
  inclusion: z.array(hexBytes(32)).max(64),
  /** A C2SP checkpoint: a signed note with the log's signature and the witnesses' cosignatures. */
  checkpoint: z.string().max(16_384),
});
export type LogProof = z.infer<typeof LogProof>;
