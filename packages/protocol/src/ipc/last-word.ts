import { z } from "zod";
import { ComplaintCode } from "../complaint/complaint-code.ts";
import { Heartbeat } from "../heartbeat.ts";
import { SessionInvitation } from "../signalling/customer.ts";
import { Base64Url, RecordingId, UnixMs } from "../values.ts";

/** What a process needs to end a session in place of one that hung or crashed, and to give the customer the receipt. */
export const LastWord = z.strictObject({
  invitation: SessionInvitation,
  complaintCode: ComplaintCode,
  recordingId: RecordingId,
  recordingKey: Base64Url,
  /** The newest signed head of the recording's chain. */
  anchor: Heartbeat.optional(),
  /** Since when there was a picture. */
  liveSince: UnixMs.optional(),
});
export type LastWord = z.infer<typeof LastWord>;
