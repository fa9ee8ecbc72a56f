import { ProtocolError, type RecordingId } from "@ferndiagnose/protocol";
import type { ShredIntentLeaf } from "./leaf-details.ts";

/** How long before its day a recording's secret may go: retention begins that early, so as to be done in time. */
export const EARLIEST_DESTRUCTION_MS = 24 * 3_600_000;

export interface DestructionFacts {
  readonly recordingId: RecordingId;
  /** What stands in the log. */
  readonly intent: ShredIntentLeaf;
  readonly isHeld: boolean;
  /** This warden's clock: the second time source beside the recording server's. */
  readonly nowMs: number;
}

/** Throws `log_details_differ`, `secret_held` or `destruction_too_early`. */
export function assertMayDestroy({ recordingId, intent, isHeld, nowMs }: DestructionFacts): void {
  if (intent.recordingId !== recordingId) throw new ProtocolError("log_details_differ");
  if (isHeld) throw new ProtocolError("secret_held");
  if (nowMs < intent.deleteAt - EARLIEST_DESTRUCTION_MS) throw new ProtocolError("destruction_too_early");
}
