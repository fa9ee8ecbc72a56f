import { readRtpFixture } from "@ferndiagnose/playback/fixtures";
import { expect, test } from "vitest";
import {
  acceptedPayloadTypes,
  SdpRefused,
  technicianOffer,
  usableCustomerOffer,
  videoExtensions,
  withoutAddresses,
} from "./sdp.ts";

/** The shape of Chromium's offer, shortened. */
const customer = [
  "v=0",
  "o=- 607 2 IN IP4 192.0.2.2",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0 1",
  "m=video 33501 UDP/TLS/RTP/SAVPF 96 97 118 119 120",
  "c=IN IP4 192.0.2.2",
  "a=candidate:1 1 udp 2113937151 192.0.2.2 33501 typ host",
  "a=candidate:2 1 udp 2113937151 0f1a.local 33502 typ host",
  "a=ice-ufrag:Is4F",
  "a=ice-pwd:customer-password",
  "a=fingerprint:sha-256 10:48",
  "a=setup:actpass",
  "a=mid:0",
  "a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
  "a=extmap:5/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
  "a=sendonly",
  "a=msid:stream track",
  "a=rtcp-mux",
  "a=rtpmap:96 VP8/90000",
  "a=rtcp-fb:96 transport-cc",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "a=rtpmap:118 red/90000",
  "a=rtpmap:119 rtx/90000",
  "a=fmtp:119 apt=118",
  "a=rtpmap:120 ulpfec/90000",
  "a=ssrc-group:FID 11 12",
  "a=ssrc:11 cname:c",
  "a=ssrc:12 cname:c",
  "m=application 46926 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 192.0.2.2",
  "a=mid:1",
  "",
].join("\r\n");

const relay = [
  "v=0",
  "o=rtc 1 0 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "c=IN IP4 127.0.0.1",
  "a=mid:0",
  "a=sendonly",
  "a=rtcp-mux",
  "a=rtpmap:96 VP8/90000",
  "a=rtcp-fb:96 goog-remb",
  "a=setup:actpass",
  "a=ice-ufrag:kw7w",
  "a=ice-pwd:relay-password",
  "a=candidate:1 1 UDP 2114977791 127.0.0.1 53922 typ host",
  "a=end-of-candidates",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "a=mid:1",
  "",
].join("\r\n");

test("the customer's offer keeps what can be recorded, and candidates that are addresses", () => {
  const { offer, video } = usableCustomerOffer(customer);
  expect(video.codecs).toEqual([{ payloadType: 96, name: "VP8", rtxPayloadType: 97 }]);
  expect(video.ssrcs).toEqual([11, 12]);
  expect(video.mid).toBe("0");
  expect(offer).toContain("m=video 33501 UDP/TLS/RTP/SAVPF 96 97\r\n");
  expect(offer).not.toMatch(/red|ulpfec|apt=118|\.local/);
  expect(offer).toContain("a=candidate:1 ");
  expect(offer).toContain("m=application");
});

test.for([
  [
    "a second video",
    (sdp: string) =>
      sdp.replace("m=application 46926 UDP/DTLS/SCTP webrtc-datachannel", "m=video 9 UDP/TLS/RTP/SAVPF 96"),
  ],
  ["audio beside it", (sdp: string) => `${sdp}m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:2\r\n`],
  ["no video", (sdp: string) => sdp.replace("m=video", "m=audio")],
  ["a video to be received too", (sdp: string) => sdp.replace("a=sendonly", "a=sendrecv")],
  ["no known codec", (sdp: string) => sdp.replace("VP8/90000", "H265/90000")],
  ["no SSRC", (sdp: string) => sdp.replaceAll("a=ssrc:", "a=x-ssrc:")],
  ["nothing", () => "hello"],
] as const)("an offer with %s is refused", ([, change]) => {
  expect(() => usableCustomerOffer(change(customer))).toThrow(SdpRefused);
});

test("the technician is offered the sender's media over the relay's transport", () => {
  const offer = technicianOffer(relay, usableCustomerOffer(customer).offer);
  expect(offer).toContain("m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n");
  expect(offer).toContain("a=ice-pwd:relay-password");
  expect(offer).not.toMatch(/customer-password|192\.0\.2\.2|10:48|goog-remb|candidate/);
  for (const line of [
    "a=ssrc-group:FID 11 12",
    "a=rtcp-fb:96 transport-cc",
    "a=fmtp:97 apt=96",
    "a=msid:stream track",
  ]) {
    expect(offer.split("\r\n").filter((one) => one === line)).toHaveLength(1);
  }
  expect(offer.split("\r\n").filter((one) => one === "a=sendonly")).toHaveLength(1);
  expect(videoExtensions(offer).get("http://www.webrtc.org/experiments/rtp-hdrext/playout-delay")).toBe(5);
});

test("payload types are read from an answer; a declined video takes none", () => {
  expect(acceptedPayloadTypes(customer)).toEqual([96, 97, 118, 119, 120]);
  expect(acceptedPayloadTypes(customer.replace("m=video 33501", "m=video 0"))).toEqual([]);
});

test("what goes into the recording names no address and no secret", () => {
  const kept = withoutAddresses(customer);
  expect(kept).not.toMatch(/192\.0\.2\.2|33501|46926|candidate|password|fingerprint|ufrag/);
  expect(kept).toContain("a=rtpmap:96 VP8/90000");
  expect(kept).toContain("a=ssrc-group:FID 11 12");
});

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
      "m=video 9 UDP/TLS/RTP/SAVPF 96",
      "c=IN IP4 0.0.0.0",
      "a=rtpmap:96 VP8/90000",
      "",
    ].join("\r\n"),
  );
});

test("a description that a real Chromium made loses nothing that a player needs", () => {
  const { offer } = readRtpFixture("vp8");
  // But for the port, which is where somebody was to be reached.
  const media = (sdp: string) =>
    sdp
      .split(/\r?\n/)
      .filter((line) => /^(m=|a=(rtpmap|fmtp|ssrc|extmap|mid))/.test(line))
      .map((line) => line.replace(/^(m=\w+) \d+/, "$1"));
  expect(media(withoutAddresses(offer))).toEqual(media(offer));
  expect(withoutAddresses(offer)).not.toMatch(address);
});
