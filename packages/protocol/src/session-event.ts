import { z } from "zod";
import { Rights, RightsRequest } from "./rights.ts";
import { RecordingId, TextVersion, UnixMs } from "./values.ts";

/** Who made something happen. `server` stands for clocks and failures. */
export const Actor = z.enum(["customer", "technician", "server"]);
export type Actor = z.infer<typeof Actor>;

/** Why a session is over. Each has a sentence for people in `packages/ui`. */
export const EndReason = z.enum([
  "customer_f11",
  "customer_off",
  "customer_closed_window",
  "customer_quit",
  "customer_lost",
  "technician_ended",
  "technician_lost",
  "technician_turned_away",
  "consent_refused",
  "consent_withdrawn",
  "key_expired",
  "recorder_not_ready",
  "recorder_lost",
  "recording_not_durable",
  "recorder_disk_full",
  "media_failed",
  "server_stopped",
  "program_failed",
]);
export type EndReason = z.infer<typeof EndReason>;

const common = { at: UnixMs, actor: Actor };

/**
 * Everything that can happen to a session. The state is a fold over these (packages/session); the same events are
 * stored by the portal, shown to both sides, and written into the recording.
 */
export const SessionEvent = z.discriminatedUnion("type", [
  z.strictObject({ ...common, type: z.literal("key_issued"), expiresAt: UnixMs }),
  z.strictObject({ ...common, type: z.literal("key_recognised") }),
  z.strictObject({ ...common, type: z.literal("joined") }),
  z.strictObject({ ...common, type: z.literal("admitted") }),
  z.strictObject({
    ...common,
    type: z.literal("consented"),
    termsVersion: TextVersion,
    privacyVersion: TextVersion,
  }),
  z.strictObject({ ...common, type: z.literal("armed"), recordingId: RecordingId }),
  z.strictObject({ ...common, type: z.literal("live") }),
  z.strictObject({ ...common, type: z.literal("suspended"), cause: z.enum(["connection", "recording"]) }),
  z.strictObject({ ...common, type: z.literal("resumed") }),
  z.strictObject({ ...common, type: z.literal("rights_changed"), rights: Rights }),
  z.strictObject({ ...common, type: z.literal("rights_requested"), request: RightsRequest }),
  /** The customer covers the picture for a while: nothing is shown, nothing can be done, the recording goes on and says so. */
  z.strictObject({ ...common, type: z.literal("paused") }),
  z.strictObject({ ...common, type: z.literal("continued") }),
  z.strictObject({ ...common, type: z.literal("ended"), reason: EndReason }),
  z.strictObject({ ...common, type: z.literal("sealed"), outcome: z.enum(["complete", "recovered"]) }),
]);
export type SessionEvent = z.infer<typeof SessionEvent>;

/** The states of DESIGN section 5; side exits carry their reason in the state machine. */
export const SessionStateName = z.enum([
  "key_issued",
  "recognised",
  "joined",
  "admitted",
  "consented",
  "armed",
  "live",
  "suspended",
  "ended",
  "sealed",
  "expired",
  "refused",
  "withdrawn",
  "aborted",
]);
export type SessionStateName = z.infer<typeof SessionStateName>;
