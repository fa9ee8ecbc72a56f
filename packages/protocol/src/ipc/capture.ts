import { z } from "zod";
import { ChannelLabel } from "../channel/labels.ts";
import { MAX_CHANNEL_MESSAGE_BYTES } from "../policy.ts";
import { IceCandidate, IceServer, Sdp, VideoCodec } from "../sdp.ts";

/** Counts the views of one session, so that what belongs to an older one is not taken for the newer. */
const ViewNumber = z.int().min(1);

/** Counts what a composed picture is made of: screens or windows. A window keeps its number while the view lasts. */
const PieceNumber = z.int().min(1).max(4_096);

/** A rectangle in pixels of the composed picture. It may reach over the picture's edges. */
export const PictureArea = z.strictObject({
  x: z.int().min(-32_768).max(32_767),
  y: z.int().min(-32_768).max(32_767),
  width: z.int().min(0).max(65_535),
  height: z.int().min(0).max(65_535),
});
export type PictureArea = z.infer<typeof PictureArea>;

/** Painted from the first to the last, each over what was painted before. What no piece is painted on stays blank. */
export const PictureLayer = z.discriminatedUnion("kind", [
  /** `whole` is where the piece's whole picture belongs, `shown` the part of it that may be painted. */
  z.strictObject({ kind: z.literal("piece"), piece: PieceNumber, whole: PictureArea, shown: PictureArea }),
  /** Something that is not shown stands here. */
  z.strictObject({ kind: z.literal("blank"), area: PictureArea }),
]);
export type PictureLayer = z.infer<typeof PictureLayer>;

export const PictureLayout = z.strictObject({
  width: z.int().min(2).max(1_920),
  height: z.int().min(2).max(1_920),
  layers: z.array(PictureLayer).max(1_024),
});
export type PictureLayout = z.infer<typeof PictureLayout>;

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
  /** Another view from now on, and no picture until `set_capturing` comes anew. Direct is the picture of piece 1 as it is. */
  z.strictObject({ type: z.literal("set_view"), view: ViewNumber, kind: z.enum(["direct", "composed"]) }),
  /** For a composed view, before its first picture and whenever something moved. */
  z.strictObject({ type: z.literal("set_layout"), view: ViewNumber, layout: PictureLayout }),
  /** The next request for a picture is answered with this piece. */
  z.strictObject({ type: z.literal("take_piece"), view: ViewNumber, piece: PieceNumber }),
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

/** The capture window wants to take this piece. Answered with `take_piece` when it may, else not at all. */
export const PieceRequest = z.strictObject({ view: ViewNumber, piece: PieceNumber });
export type PieceRequest = z.infer<typeof PieceRequest>;
