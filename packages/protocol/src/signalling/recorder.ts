import { z } from "zod";
import { RecordingStatus, SignedReceipt } from "../complaint/receipt.ts";
import { ErrorCode } from "../errors.ts";
import { Heartbeat } from "../heartbeat.ts";
import { Pseudonym } from "../review/review-values.ts";
import { IceCandidate, IceServer, Sdp } from "../sdp.ts";
import { hexBytes, SealedBox } from "../sealed.ts";
import { EndReason, SessionEvent } from "../session-event.ts";
import { Base64Url, RecordingId, SessionId, ViewerId } from "../values.ts";
import { ProtocolVersion } from "../version.ts";
import { TunnelAnswer, TunnelRequest, TunnelRequestId } from "./complaint-tunnel.ts";

const session = { sessionId: SessionId };
const viewer = { sessionId: SessionId, viewerId: ViewerId };

/** From a recording server to the portal. The first message must be `hello`. */
export const RecorderMessage = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("hello"),
    version: ProtocolVersion,
    /** Drawn anew at every start: a new one means that the old process and its sessions are gone. */
    instanceId: z.string().regex(/^[0-9a-f]{32}$/),
    /** How many more sessions this server takes on. */
    capacity: z.int().min(0).max(100_000),
    iceServers: z.array(IceServer).max(8),
    /** X25519, drawn anew at every start: customers' programs seal their complaint codes to it. */
    intakeKey: hexBytes(32),
    /**
     * The same at every start, different on every server, and told to nobody but the portal, which keeps its hash: only this server
     * speaks about its recordings.
     */
    serverSecret: hexBytes(32),
  }),
  z.strictObject({ ...session, type: z.literal("armed"), recordingId: RecordingId, recordingKey: Base64Url }),
  z.strictObject({ ...session, type: z.literal("arm_refused"), code: ErrorCode }),
  z.strictObject({ ...session, type: z.literal("customer_answer"), sdp: Sdp }),
  z.strictObject({ ...session, type: z.literal("customer_candidate"), candidate: IceCandidate }),
  z.strictObject({ ...viewer, type: z.literal("technician_offer"), sdp: Sdp }),
  z.strictObject({ ...viewer, type: z.literal("technician_candidate"), candidate: IceCandidate }),
  z.strictObject({ ...session, type: z.literal("viewers"), count: z.int().min(0).max(16) }),
  z.strictObject({ ...session, type: z.literal("heartbeat"), heartbeat: Heartbeat }),
  /** The customer's leg carries media. */
  z.strictObject({ ...session, type: z.literal("live") }),
  /** The gate closed or opened, or the customer's leg was lost and came back. */
  z.strictObject({ ...session, type: z.literal("suspended"), cause: z.enum(["connection", "recording"]) }),
  z.strictObject({ ...session, type: z.literal("resumed") }),
  z.strictObject({ ...session, type: z.literal("ended"), reason: EndReason }),
  z.strictObject({ ...session, type: z.literal("sealed"), outcome: z.enum(["complete", "recovered"]) }),
  z.strictObject({ ...session, type: z.literal("receipt"), receipt: SignedReceipt }),
  /** What became of a recording, after every change: the portal shows it to whoever has the receipt's number. */
  z.strictObject({ type: z.literal("recording_statuses"), statuses: z.array(RecordingStatus).min(1).max(50) }),
  /** Exactly one for each `tunnel_request`. */
  z.strictObject({ type: z.literal("tunnel_answer"), requestId: TunnelRequestId, answer: TunnelAnswer }),
]);
export type RecorderMessage = z.infer<typeof RecorderMessage>;

/** From the portal to the recording server. */
export const ToRecorder = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("welcome") }),
  z.strictObject({ type: z.literal("refused"), code: ErrorCode }),
  /** Get everything ready to record; `history` is what happened so far and becomes the recording's beginning. */
  z.strictObject({
    ...session,
    type: z.literal("arm"),
    history: z.array(SessionEvent).max(200),
    technician: Pseudonym,
    organisation: z.string().min(1).max(120),
    complaintCode: SealedBox,
  }),
  z.strictObject({ ...session, type: z.literal("customer_offer"), sdp: Sdp }),
  z.strictObject({ ...session, type: z.literal("customer_candidate"), candidate: IceCandidate }),
  z.strictObject({ ...viewer, type: z.literal("technician_joined") }),
  z.strictObject({ ...viewer, type: z.literal("technician_left") }),
  z.strictObject({ ...viewer, type: z.literal("technician_answer"), sdp: Sdp }),
  z.strictObject({ ...viewer, type: z.literal("technician_candidate"), candidate: IceCandidate }),
  /** Something happened that belongs into the recording; `rights_changed` also sets what the relay lets through. */
  z.strictObject({ ...session, type: z.literal("event"), event: SessionEvent }),
  /** A customer asks on the portal's page what only the recording server can answer. */
  z.strictObject({ type: z.literal("tunnel_request"), requestId: TunnelRequestId, request: TunnelRequest }),
]);
export type ToRecorder = z.infer<typeof ToRecorder>;
