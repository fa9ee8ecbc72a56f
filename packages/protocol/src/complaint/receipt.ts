import { z } from "zod";
import { Heartbeat } from "../heartbeat.ts";
import { CaseId, Pseudonym } from "../review/review-values.ts";
import { Rights } from "../rights.ts";
import { hexBytes, Signature } from "../sealed.ts";
import { EndReason } from "../session-event.ts";
import { Base64Url, RecordingId, SessionId, UnixMs } from "../values.ts";
import { ComplaintCode } from "./complaint-code.ts";

/** What the customer keeps of a session. It names nobody; the complaint code is printed beside it and stands nowhere else. */
export const Receipt = z.strictObject({
  version: z.literal(1),
  sessionId: SessionId,
  recordingId: RecordingId,
  organisation: z.string().min(1).max(120),
  technician: Pseudonym,
  startedAt: UnixMs,
  endedAt: UnixMs,
  endReason: EndReason,
  /**
   * What was allowed, from when to when: milliseconds since `startedAt`. In order, without gaps; nothing allowed included. `paused`: the
   * customer had the picture covered, and nothing was allowed because of that.
   */
  rights: z
    .array(
      z.strictObject({
        rights: Rights,
        fromMs: z.int().min(0),
        untilMs: z.int().min(0),
        paused: z.literal(true).optional(),
      }),
    )
    .max(200),
  /** The last link of the recording's chain. */
  finalSeq: z.int().min(1),
  finalHash: hexBytes(32),
  /** Day of destruction at the latest, as the recording's end fixes it. */
  deleteAt: UnixMs,
  /** Origin of the transparency log that knows the recording. */
  log: z.string().min(1).max(200),
});
export type Receipt = z.infer<typeof Receipt>;

/**
 * `signature`: by the recording's own key, the one that signed the heartbeats, in the context `receipt` over the canonical
 * JSON (RFC 8785) of the receipt.
 */
export const SignedReceipt = z.strictObject({ receipt: Receipt, recordingKey: Base64Url, signature: Signature });
export type SignedReceipt = z.infer<typeof SignedReceipt>;

/** What the customer's program saves: the receipt, the code that goes with it, and signed heads of the chain from on the way. */
export const ReceiptFile = z.strictObject({
  receipt: SignedReceipt,
  complaintCode: ComplaintCode,
  anchors: z.array(Heartbeat).max(50_000),
});
export type ReceiptFile = z.infer<typeof ReceiptFile>;

/** What became of a recording, for anybody who knows the receipt's number: `GET /api/v1/receipts/:sessionId`. */
export const RecordingStatus = z.strictObject({
  sessionId: SessionId,
  state: z.enum(["recording", "locked", "held", "opened", "shredding", "destroyed", "unknown"]),
  deleteAt: UnixMs.optional(),
  destroyedAt: UnixMs.optional(),
  /** One an opened case, by its number, which names nobody. */
  openings: z
    .array(z.strictObject({ at: UnixMs, kind: z.enum(["complaint", "break-glass"]), caseId: CaseId }))
    .max(100),
});
export type RecordingStatus = z.infer<typeof RecordingStatus>;
