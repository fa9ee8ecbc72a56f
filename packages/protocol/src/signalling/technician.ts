import { z } from "zod";
import { Problem } from "../errors.ts";
import { Rights, RightsRequest } from "../rights.ts";
import { IceCandidate, IceServer, Sdp } from "../sdp.ts";
import { EndReason, SessionStateName } from "../session-event.ts";
import { CheckCode, SessionId, UnixMs } from "../values.ts";
import { ProtocolVersion } from "../version.ts";

/** From the technician's browser to the portal; the socket belongs to a signed-in account. */
export const TechnicianMessage = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("attach"), version: ProtocolVersion, sessionId: SessionId }),
  z.strictObject({ type: z.literal("admit") }),
  z.strictObject({ type: z.literal("turn_away") }),
  z.strictObject({ type: z.literal("answer"), sdp: Sdp }),
  z.strictObject({ type: z.literal("candidate"), candidate: IceCandidate }),
  z.strictObject({ type: z.literal("request_rights"), request: RightsRequest }),
  z.strictObject({ type: z.literal("end") }),
]);
export type TechnicianMessage = z.infer<typeof TechnicianMessage>;

/** From the portal to the technician's browser. */
export const ToTechnician = z.discriminatedUnion("type", [
  /** The whole state, after `attach` and after every change; `checkCode` from `joined` on. */
  z.strictObject({
    type: z.literal("state"),
    state: SessionStateName,
    rights: Rights,
    /** The customer has covered the picture; the rights come back as they were. */
    paused: z.boolean(),
    checkCode: CheckCode.optional(),
    expiresAt: UnixMs,
    liveSince: UnixMs.optional(),
    suspension: z.enum(["connection", "recording"]).optional(),
    reason: EndReason.optional(),
  }),
  z.strictObject({ type: z.literal("offer"), sdp: Sdp, iceServers: z.array(IceServer).max(8) }),
  z.strictObject({ type: z.literal("candidate"), candidate: IceCandidate }),
  z.strictObject({ type: z.literal("problem"), problem: Problem }),
]);
export type ToTechnician = z.infer<typeof ToTechnician>;
