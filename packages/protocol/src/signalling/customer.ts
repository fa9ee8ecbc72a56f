import { z } from "zod";
import { SignedReceipt } from "../complaint/receipt.ts";
import { Problem } from "../errors.ts";
import { Heartbeat } from "../heartbeat.ts";
import { Operator } from "../http/operator.ts";
import { ReceiptProof } from "../http/receipts.ts";
import { Rights, RightsRequest } from "../rights.ts";
import { IceCandidate, IceServer, Sdp, VideoCodec } from "../sdp.ts";
import { hexBytes, SealedBox } from "../sealed.ts";
import { EndReason } from "../session-event.ts";
import {
  Base64Url,
  CheckCode,
  DisplayName,
  RecordingId,
  ResumeToken,
  SessionId,
  SessionKey,
  TextVersion,
} from "../values.ts";
import { ProtocolVersion } from "../version.ts";

/** From the customer's program to the portal. */
export const CustomerMessage = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("join"), version: ProtocolVersion, key: SessionKey }),
  z.strictObject({
    type: z.literal("resume"),
    version: ProtocolVersion,
    sessionId: SessionId,
    resumeToken: ResumeToken,
  }),
  z.strictObject({
    type: z.literal("consent_given"),
    termsVersion: TextVersion,
    privacyVersion: TextVersion,
    /** Sealed to the recording server's intake key; the portal hands it on and keeps it nowhere. */
    complaintCode: SealedBox,
    /** The portal keeps its SHA-256: whoever shows the proof later has this session's receipt. */
    receiptProof: ReceiptProof,
  }),
  z.strictObject({ type: z.literal("consent_refused") }),
  z.strictObject({ type: z.literal("rights_changed"), rights: Rights }),
  z.strictObject({ type: z.literal("set_paused"), paused: z.boolean() }),
  z.strictObject({ type: z.literal("offer"), sdp: Sdp }),
  z.strictObject({ type: z.literal("candidate"), candidate: IceCandidate }),
  z.strictObject({ type: z.literal("end"), reason: EndReason }),
]);
export type CustomerMessage = z.infer<typeof CustomerMessage>;

/** What the customer is told about the session before agreeing to anything. */
export const SessionInvitation = z.strictObject({
  sessionId: SessionId,
  resumeToken: ResumeToken,
  checkCode: CheckCode,
  technicianName: DisplayName,
  ...Operator.shape,
  termsVersion: TextVersion,
  privacyVersion: TextVersion,
  retentionDays: z.int().min(1).max(90),
});
export type SessionInvitation = z.infer<typeof SessionInvitation>;

/** From the portal to the customer's program. Nothing in here can grant a right. */
export const ToCustomer = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("joined"), invitation: SessionInvitation }),
  /** `intakeKey`: X25519, of the recording server that is going to record; the complaint code is sealed to it. */
  z.strictObject({ type: z.literal("admitted"), intakeKey: hexBytes(32) }),
  z.strictObject({
    type: z.literal("armed"),
    recordingId: RecordingId,
    /** Raw Ed25519 public key (32 bytes) that heartbeats of this recording are checked against. */
    recordingKey: Base64Url,
    iceServers: z.array(IceServer).max(8),
    codecs: z.array(VideoCodec).min(1).max(4),
  }),
  z.strictObject({ type: z.literal("answer"), sdp: Sdp }),
  z.strictObject({ type: z.literal("candidate"), candidate: IceCandidate }),
  z.strictObject({ type: z.literal("viewers"), count: z.int().min(0).max(16) }),
  z.strictObject({ type: z.literal("heartbeat"), heartbeat: Heartbeat }),
  z.strictObject({ type: z.literal("rights_requested"), request: RightsRequest }),
  z.strictObject({ type: z.literal("ended"), reason: EndReason }),
  z.strictObject({ type: z.literal("receipt"), receipt: SignedReceipt }),
  z.strictObject({ type: z.literal("problem"), problem: Problem }),
]);
export type ToCustomer = z.infer<typeof ToCustomer>;
