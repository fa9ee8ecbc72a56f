import { z } from "zod";
import { Rights } from "../rights.ts";
import { IceCandidate, Sdp } from "../sdp.ts";
import { SessionId, ViewerId } from "../values.ts";

const session = { sessionId: SessionId };
const viewer = { sessionId: SessionId, viewerId: ViewerId };

/** From the recording server to its media relay process. */
export const RelayCommand = z.discriminatedUnion("type", [
  /** `elapsedUs`: microseconds since the recording began, so that both processes share its clock. */
  z.strictObject({ ...session, type: z.literal("open"), elapsedUs: z.int().min(0) }),
  z.strictObject({ ...session, type: z.literal("customer_offer"), sdp: Sdp }),
  z.strictObject({ ...session, type: z.literal("customer_candidate"), candidate: IceCandidate }),
  z.strictObject({ ...viewer, type: z.literal("add_viewer") }),
  z.strictObject({ ...viewer, type: z.literal("remove_viewer") }),
  z.strictObject({ ...viewer, type: z.literal("technician_answer"), sdp: Sdp }),
  z.strictObject({ ...viewer, type: z.literal("technician_candidate"), candidate: IceCandidate }),
  z.strictObject({ ...session, type: z.literal("set_rights"), rights: Rights }),
  z.strictObject({ ...session, type: z.literal("freeze") }),
  z.strictObject({ ...session, type: z.literal("resume") }),
  z.strictObject({ ...session, type: z.literal("request_key_frame") }),
  z.strictObject({ ...session, type: z.literal("close") }),
]);
export type RelayCommand = z.infer<typeof RelayCommand>;

const Leg = z.enum(["connecting", "connected", "lost", "closed"]);

/** From the media relay process to the recording server. Records do not travel as messages: they have a pipe of their own. */
export const RelayReport = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ ...session, type: z.literal("customer_answer"), sdp: Sdp }),
  z.strictObject({ ...session, type: z.literal("customer_candidate"), candidate: IceCandidate }),
  z.strictObject({ ...viewer, type: z.literal("technician_offer"), sdp: Sdp }),
  z.strictObject({ ...viewer, type: z.literal("technician_candidate"), candidate: IceCandidate }),
  z.strictObject({ ...session, type: z.literal("customer_leg"), state: Leg }),
  z.strictObject({ ...viewer, type: z.literal("technician_leg"), state: Leg }),
  z.strictObject({ ...session, type: z.literal("viewers"), count: z.int().min(0) }),
  z.strictObject({ ...session, type: z.literal("failed"), what: z.enum(["offer", "answer", "candidate", "leg"]) }),
]);
export type RelayReport = z.infer<typeof RelayReport>;
