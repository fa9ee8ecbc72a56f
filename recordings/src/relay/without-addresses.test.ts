import { readRtpFixture } from "@ferndiagnose/playback/fixtures";
import { expect, test } from "vitest";
import { withoutAddresses } from "./without-addresses.ts";

const address = /\b(?!0\.0\.0\.0)\d{1,3}(\.\d{1,3}){3}\b|2001:db8/;

test("what a browser tells of its addresses is left out, everything else stays", () => {
  const sdp = [
    "v=0",
    "o=- 4611731400430051336 2 IN IP4 203.0.113.7",
    "s=-",
    "t=0 0",
    "m=video 50012 UDP/TLS/RTP/SAVPF 96",
    "c=IN IP6 2001:db8::7",
    "a=rtcp:9 IN IP4 203.0.113.7",
    "a=candidate:1 1 udp 2122260223 203.0.113.7 50012 typ srflx raddr 192.168.2.3 rport 50012",
    "a=candidate:2 1 udp 2122260223 2001:db8::7 50012 typ host",
    "a=end-of-candidates",
    "a=rtpmap:96 VP8/90000",
    "",
  ].join("\r\n");
  const recorded = withoutAddresses(sdp);
  expect(recorded).not.toMatch(address);
  expect(recorded).toBe(
    [
      "v=0",
      "o=- 4611731400430051336 2 IN IP4 0.0.0.0",
      "s=-",
      "t=0 0",
      "m=video 50012 UDP/TLS/RTP/SAVPF 96",
      "c=IN IP4 0.0.0.0",
      "a=rtcp:9 IN IP4 0.0.0.0",
      "a=rtpmap:96 VP8/90000",
      "",
    ].join("\r\n"),
  );
});

test("a description that a real Chromium made loses nothing that a player needs", () => {
  const { offer } = readRtpFixture("vp8");
  const media = (sdp: string) =>
    sdp.split(/\r?\n/).filter((line) => /^(m=|a=(rtpmap|fmtp|ssrc|extmap|mid))/.test(line));
  expect(media(withoutAddresses(offer))).toEqual(media(offer));
  expect(withoutAddresses(offer)).not.toMatch(address);
});
