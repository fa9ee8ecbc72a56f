import { expect, test } from "vitest";
import { orderCodecs } from "./codec-preferences.ts";

const chromium = [
  { mimeType: "video/VP8" },
  { mimeType: "video/rtx" },
  { mimeType: "video/VP9", sdpFmtpLine: "profile-id=2" },
  { mimeType: "video/VP9", sdpFmtpLine: "profile-id=0" },
  { mimeType: "video/H264", sdpFmtpLine: "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f" },
  { mimeType: "video/H264", sdpFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f" },
  { mimeType: "video/H264", sdpFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f" },
  { mimeType: "video/AV1", sdpFmtpLine: "level-idx=5;profile=1;tier=0" },
  { mimeType: "video/AV1", sdpFmtpLine: "level-idx=5;profile=0;tier=0" },
  { mimeType: "video/red" },
  { mimeType: "video/ulpfec" },
];

test("our order, one usual variant each, retransmission last", () => {
  const ordered = orderCodecs(chromium, ["AV1", "H264", "VP9", "VP8"]);
  expect(ordered.map((codec) => [codec.mimeType, codec.sdpFmtpLine])).toEqual([
    ["video/AV1", "level-idx=5;profile=0;tier=0"],
    ["video/H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"],
    ["video/VP9", "profile-id=0"],
    ["video/VP8", undefined],
    ["video/rtx", undefined],
  ]);
});

test("what the browser lacks is skipped, and what we do not name is not offered", () => {
  const old = chromium.filter((codec) => codec.mimeType !== "video/AV1");
  expect(orderCodecs(old, ["AV1", "VP8"]).map((codec) => codec.mimeType)).toEqual(["video/VP8", "video/rtx"]);
});

test("nothing in common is nothing at all, not retransmission alone", () => {
  expect(orderCodecs(chromium.slice(0, 2), ["AV1"])).toEqual([]);
});

test("an unknown variant is better than none", () => {
  expect(orderCodecs([{ mimeType: "video/AV1" }], ["AV1"])).toEqual([{ mimeType: "video/AV1" }]);
});
