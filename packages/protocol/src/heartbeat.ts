import { z } from "zod";
import { RecordingId } from "./values.ts";

/**
 * What the recorder signs every second: so far is this recording durable. The customer's program believes nothing
 * but this signature (promise 6). `signature` is Ed25519 by the recording's own key over `heartbeatText`.
 */
export const Heartbeat = z.strictObject({
  recordingId: RecordingId,
  /** Counts up by one; a repeated or smaller number is a replay. */
  beat: z.int().min(0),
  /** Sequence number and chain hash of the last durable frame; -1 and the header's hash before the first one. */
  frameSeq: z.int().min(-1),
  headHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Age in milliseconds of the oldest record that is not yet durable, 0 when there is none. */
  lagMs: z.int().min(0),
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** The exact text that is signed, in UTF-8. */
export function heartbeatText(beat: Omit<Heartbeat, "signature">): string {
  return `FDR1 heartbeat\n${beat.recordingId}\n${beat.beat}\n${beat.frameSeq}\n${beat.headHash}\n${beat.lagMs}\n`;
}
