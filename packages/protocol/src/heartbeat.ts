import { z } from "zod";
import { RecordingId } from "./values.ts";

/**
 * What the recorder signs every second: so far is this recording durable. The customer's program believes nothing
 * but this signature (promise 6). `signature` is Ed25519 by the recording's own key over `heartbeatSignedBytes`.
 */
export const Heartbeat = z.strictObject({
  recordingId: RecordingId,
  /** Counts up by one; a repeated or smaller number is a replay. */
  beat: z.int().min(0),
  /** Head of the chain that is durable: sequence number and hash of the last frame, 0 and the header's before the first. */
  frameSeq: z.int().min(0),
  headHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Age in milliseconds of the oldest record that is not yet durable, 0 when there is none. */
  lagMs: z.int().min(0),
  /**
   * When this was signed: milliseconds since the recording began, by the recorder's monotonic clock. Whoever hands on
   * a heartbeat late cannot hide it: the times of signing and of arrival drift apart.
   */
  monoMs: z.int().min(0),
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/**
 * What the recorder gives to the recording's writer to sign in the context "heartbeat", and what it therefore vouches
 * for. ASCII.
 */
export function heartbeatBody(beat: Omit<Heartbeat, "signature">): Uint8Array {
  return ascii(`${beat.beat}\n${beat.frameSeq}\n${beat.headHash}\n${beat.lagMs}\n${beat.monoMs}\n`);
}

/** The exact bytes under the signature: label, recording number, body (FDR1 specification, "Other signatures"). */
export function heartbeatSignedBytes(beat: Omit<Heartbeat, "signature">): Uint8Array {
  const label = ascii("FDR1 heartbeat\0");
  const id = Uint8Array.from(beat.recordingId.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const body = heartbeatBody(beat);
  const bytes = new Uint8Array(label.length + id.length + body.length);
  bytes.set(label);
  bytes.set(id, label.length);
  bytes.set(body, label.length + id.length);
  return bytes;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
