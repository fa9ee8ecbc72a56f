import { z } from "zod";

/** Session description text (RFC 8866). Its content is judged by the WebRTC stack, its size here. */
export const Sdp = z
  .string()
  .min(1)
  .max(32 * 1024);

/** One trickled ICE candidate (RFC 8838). The empty text marks the end of candidates. */
export const IceCandidate = z.strictObject({
  candidate: z.string().max(1024),
  mid: z.string().max(32),
});
export type IceCandidate = z.infer<typeof IceCandidate>;

/** STUN or TURN server of the operator; never anybody else's (promise 12). */
export const IceServer = z.strictObject({
  urls: z
    .array(
      z
        .string()
        .regex(/^(stun|turn|turns):/)
        .max(200),
    )
    .min(1)
    .max(8),
  username: z.string().max(200).optional(),
  credential: z.string().max(200).optional(),
});
export type IceServer = z.infer<typeof IceServer>;

export const VideoCodec = z.enum(["AV1", "VP9", "VP8", "H264"]);
export type VideoCodec = z.infer<typeof VideoCodec>;
