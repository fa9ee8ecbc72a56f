import type { VideoCodec } from "@ferndiagnose/protocol";

/** Of each codec's variants the one every Chromium decodes. */
const usualVariant: Partial<Record<VideoCodec, RegExp>> = {
  VP9: /profile-id=0/,
  AV1: /profile=0/,
  H264: /packetization-mode=1.*profile-level-id=42e0|profile-level-id=42e0.*packetization-mode=1/i,
};

/**
 * The browser's codecs in our order, one variant each, with retransmission (RFC 4588). Redundancy and forward error
 * correction are left out: the recorder does not read them. What the browser lacks is skipped; empty when it has none.
 */
export function orderCodecs<Codec extends { mimeType: string; sdpFmtpLine?: string }>(
  available: readonly Codec[],
  order: readonly VideoCodec[],
): Codec[] {
  const chosen = order.flatMap((name) => {
    const variants = available.filter((codec) => codec.mimeType.toLowerCase() === `video/${name.toLowerCase()}`);
    const usual = usualVariant[name];
    const match = variants.find((codec) => usual?.test(codec.sdpFmtpLine ?? "") ?? true) ?? variants[0];
    return match === undefined ? [] : [match];
  });
  if (chosen.length === 0) return [];
  return [...chosen, ...available.filter((codec) => codec.mimeType.toLowerCase() === "video/rtx")];
}
