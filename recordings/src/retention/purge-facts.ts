import { hexBytes, LogProof, SessionId, UnixMs } from "@ferndiagnose/protocol";
import { z } from "zod";
import { recordingStates } from "../database/tables.ts";

/** How far a destruction is. Each step is done when the row says so, and may be done again until then. */
export const purgeSteps = ["intended", "secrets_destroyed", "ciphertext_deleted", "proven_unreadable", "done"] as const;
export const PurgeStep = z.enum(purgeSteps);
export type PurgeStep = z.infer<typeof PurgeStep>;

/** What the certificate says of a recording that is gone by the time it is made. Kept in the row of the destruction. */
export const PurgeFacts = z.strictObject({
  sessionId: SessionId.nullable(),
  deleteAt: UnixMs,
  finalHash: hexBytes(32),
  /** What the recording was before; it is that again when the destruction is called off. */
  formerState: z.enum(recordingStates),
  /** Who keeps the shred secret; null when nobody noted it. */
  wardens: z.array(hexBytes(16)).max(8).nullable(),
  objects: z.array(z.string().max(200)).max(1_000),
  bytes: z.int().min(0),
  intent: LogProof.optional(),
});
export type PurgeFacts = z.infer<typeof PurgeFacts>;
