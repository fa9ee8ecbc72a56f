import { z } from "zod";
import { ChannelLabel } from "../channel/labels.ts";
import { MAX_CHANNEL_MESSAGE_BYTES } from "../policy.ts";
import { IceCandidate, IceServer, Sdp, VideoCodec } from "../sdp.ts";

/** From the main process to the capture window. */
export const CaptureCommand = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("connect"),
    iceServers: z.array(IceServer).max(8),
    codecs: z.array(VideoCodec).min(1).max(4),
  }),
  z.strictObject({ type: z.literal("answer"), sdp: Sdp }),
  z.strictObject({ type: z.literal("candidate"), candidate: IceCandidate }),
  /** Capture or not: a viewer is there, the gate is open, and view is granted. */
  z.strictObject({ type: z.literal("set_capturing"), capturing: z.boolean() }),
]);
export type CaptureCommand = z.infer<typeof CaptureCommand>;

/** From the capture window to the main process, which trusts none of it. */
export const CaptureReport = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("offer"), sdp: Sdp }),
  z.strictObject({ type: z.literal("candidate"), candidate: IceCandidate }),
  z.strictObject({ type: z.literal("connection"), state: z.enum(["connecting", "connected", "lost", "failed"]) }),
  z.strictObject({ type: z.literal("capturing"), capturing: z.boolean() }),
  z.strictObject({ type: z.literal("capture_failed") }),
  z.strictObject({
    type: z.literal("channel_message"),
    label: ChannelLabel,
    text: z.string().max(MAX_CHANNEL_MESSAGE_BYTES),
  }),
]);
export type CaptureReport = z.infer<typeof CaptureReport>;
