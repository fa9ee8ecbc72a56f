import { VideoCodec } from "@ferndiagnose/protocol";
import { expect, test } from "vitest";
import { fixtureRecords } from "../../fixtures/fixture-records.ts";
import { type FixtureName, readRtpFixture } from "../../fixtures/rtp-fixture.ts";
import { PayloadTypes } from "../rtp/payload-types.ts";
import { parseRtpPacket } from "../rtp/rtp-packet.ts";
import { startsKeyFrame } from "./starts-key-frame.ts";
import { VideoTrack } from "./video-track.ts";

const names: FixtureName[] = ["vp8", "vp9", "h264", "av1"];

test.each(names)("the first packet of every key frame in %s, and no other, starts one", (name) => {
  const fixture = readRtpFixture(name);
  const types = new PayloadTypes(fixture.offer);
  const starts = new Set<number>();
  for (const { data } of fixture.packets) {
    const packet = parseRtpPacket(data);
    const codec = packet && types.codecOf(packet);
    if (packet && codec && startsKeyFrame(codec, packet.payload)) starts.add(packet.timestamp);
  }
  const track = new VideoTrack();
  const frames = fixtureRecords(fixture).flatMap((record) => track.handleRecord(record));
  expect(starts.size).toBe(frames.filter(({ isKeyFrame }) => isKeyFrame).length);
  expect(starts.size).toBeGreaterThanOrEqual(2);
});

test("no bytes make it fail", () => {
  for (const codec of VideoCodec.options) {
    expect(startsKeyFrame(codec, new Uint8Array())).toBe(false);
    for (let byte = 0; byte < 256; byte++) startsKeyFrame(codec, Uint8Array.of(byte));
  }
});
