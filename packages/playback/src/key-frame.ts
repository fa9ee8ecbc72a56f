/** Finding key frames among recorded packets, without decoders and containers: what a recorder needs. */
export { startsKeyFrame } from "./picture/starts-key-frame.ts";
export { PayloadTypes } from "./rtp/payload-types.ts";
export { parseRtpPacket, type RtpPacket } from "./rtp/rtp-packet.ts";
