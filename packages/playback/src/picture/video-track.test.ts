import { createHash } from "node:crypto";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RecordedItem, RecordKind } from "@ferndiagnose/sealed-recording";
import { afterAll, describe, expect, test } from "vitest";
import { presentationTimes, readPatterns } from "../../fixtures/decode-with-ffmpeg.ts";
import { fixtureRecords } from "../../fixtures/fixture-records.ts";
import { type FixtureName, readRtpFixture } from "../../fixtures/rtp-fixture.ts";
import { containerOf, VideoMuxer } from "../mux/video-muxer.ts";
import { type VideoFrame, VideoTrack } from "./video-track.ts";

const folder = mkdtempSync(join(tmpdir(), "ferndiagnose-playback-"));
afterAll(() => rmSync(folder, { recursive: true }));

const names: FixtureName[] = ["vp8", "vp9", "h264", "av1"];

function digest({ data }: VideoFrame): string {
  return createHash("sha256").update(data).digest("hex");
}

function framesOf(records: RecordedItem[]): VideoFrame[] {
  const track = new VideoTrack();
  return [...records.flatMap((record) => track.handleRecord(record)), ...track.end()];
}

async function write(frames: VideoFrame[], name: string, endUs: number): Promise<string> {
  const [first] = frames;
  if (!first) throw new Error("no frame");
  const file = join(folder, `${name}.${containerOf(first.codec)}`);
  const stream = createWriteStream(file);
  const muxer = new VideoMuxer(first, (bytes) => void stream.write(bytes));
  for (const frame of frames) await muxer.add(frame);
  await muxer.end(endUs);
  await new Promise((resolve) => stream.end(resolve));
  return file;
}

/** Where the packets of the picture are, without retransmissions and probes. */
function picturePackets(records: RecordedItem[]): number[] {
  return records.flatMap(({ payload }, index) =>
    (payload[1] ?? 0) % 128 === picturePayloadType(records) ? [index] : [],
  );
}

function picturePayloadType(records: RecordedItem[]): number {
  const offer = new TextDecoder().decode(records[0]?.payload);
  return Number(/a=rtpmap:(\d+) (?:VP8|VP9|H264|AV1)\//.exec(offer)?.[1]);
}

describe.each(names)("%s as Chromium sends it", (name) => {
  const fixture = readRtpFixture(name);
  const records = fixtureRecords(fixture, 5_000_000);

  test("every picture decodes and shows the pattern, at its time in the recording", async () => {
    const frames = framesOf(records);
    expect(frames.length).toBeGreaterThan(15);
    expect(frames[0]).toMatchObject({ isKeyFrame: true, width: 320, height: 180 });
    const file = await write(frames, name, 9_000_000);
    const patterns = readPatterns(file);
    expect(patterns).toHaveLength(frames.length);
    const counters = patterns.map((pattern) => pattern?.frame ?? Number.NaN);
    expect(counters.every((counter) => Number.isInteger(counter))).toBe(true);
    expect(counters).toEqual([...counters].sort((a, b) => a - b));
    // The pattern counts ten a second: what stands at a time is what was drawn then.
    const times = presentationTimes(file);
    const [start = 0] = times;
    const firstCounter = counters[0] ?? 0;
    expect(Math.abs(start - 5)).toBeLessThan(0.2);
    for (const [index, time] of times.entries()) {
      expect((time - start) * 10).toBeGreaterThan((counters[index] ?? 0) - firstCounter - 3);
      expect((time - start) * 10).toBeLessThan((counters[index] ?? 0) - firstCounter + 3);
    }
  });

  test("a change of size comes with the next key frame", () => {
    const sizes = new Set(
      framesOf(records)
        .filter(({ isKeyFrame }) => isKeyFrame)
        .map(({ width }) => width),
    );
    expect(sizes).toEqual(new Set([320, 160]));
  });

  test("packets out of order and doubled give the same pictures", () => {
    const shuffled = [...records];
    // The first packet of all stays: before it nothing is known to be missing.
    for (let index = 20; index + 3 < shuffled.length; index += 4) {
      const [a, b, c] = shuffled.slice(index, index + 3);
      if (a && b && c) shuffled.splice(index, 3, c, b, a, a);
    }
    expect(framesOf(shuffled).map(digest)).toEqual(framesOf(records).map(digest));
  });

  test("after a lost packet pictures are left out until the next key frame", async () => {
    const all = framesOf(records);
    const packets = picturePackets(records);
    const lost = packets[Math.floor(packets.length / 4)];
    const rest = framesOf(records.filter((_, index) => index !== lost));
    expect(rest.length).toBeLessThan(all.length);
    expect(rest.length).toBeGreaterThan(0);
    const counters = readPatterns(await write(rest, `${name}-lossy`, 9_000_000)).map((pattern) => pattern?.frame);
    expect(counters).toHaveLength(rest.length);
    expect(counters).not.toContain(undefined);
    const allDigests = all.map(digest);
    const goesOnAt = rest.findIndex((frame, index) => digest(frame) !== allDigests[index]);
    expect(rest[goesOnAt]?.isKeyFrame).toBe(true);
  });

  test("a lost packet that is sent again by RTX is as if it had not been lost", () => {
    const packets = picturePackets(records);
    const lost = packets[Math.floor(packets.length / 4)] ?? 0;
    const original = records[lost] as RecordedItem;
    const repaired = records.filter((_, index) => index !== lost);
    repaired.splice(lost + 5, 0, { ...original, payload: asRetransmission(original.payload, fixture.offer) });
    expect(framesOf(repaired).map(digest)).toEqual(framesOf(records).map(digest));
  });

  test("a picture that lost its last packet without a gap does not spoil the next one", () => {
    const frames = framesOf(records);
    const withoutMarkers = records.map((record, index) =>
      index === picturePackets(records)[30] ? withoutMarker(record) : record,
    );
    const rest = framesOf(withoutMarkers);
    const known = new Set(frames.map(digest));
    expect(rest.every((frame) => known.has(digest(frame)))).toBe(true);
  });
});

test("bytes that are no RTP, no picture or an unknown payload type give no picture and no error", () => {
  const records = fixtureRecords(readRtpFixture("vp8"));
  const noise = records.flatMap((record, index) => {
    if (record.kind !== RecordKind.rtpFromCustomer) return [record];
    const garbled = record.payload.slice();
    garbled.fill(index, 12);
    return [
      { ...record, payload: garbled },
      { ...record, payload: garbled.subarray(0, index % 14) },
    ];
  });
  expect(() => framesOf(noise)).not.toThrow();
});

/** RFC 4588 section 4: the retransmission payload type, own SSRC and numbers, the original number before the payload. */
function asRetransmission(packet: Uint8Array, sdp: string): Uint8Array {
  const bytes = Buffer.from(packet);
  const payloadType = (bytes[1] ?? 0) & 0x7f;
  const apt = new RegExp(`a=fmtp:(\\d+) apt=${payloadType}\\b`).exec(sdp);
  const group = /a=ssrc-group:FID (\d+) (\d+)/.exec(sdp);
  if (!apt || !group) throw new Error("The fixture negotiated no RTX");
  const extensionBytes = (bytes[0] ?? 0) & 0x10 ? 4 + bytes.readUInt16BE(14) * 4 : 0;
  const headerBytes = 12 + extensionBytes;
  const header = Buffer.from(bytes.subarray(0, headerBytes));
  header[1] = ((header[1] ?? 0) & 0x80) | Number(apt[1]);
  header.writeUInt16BE(4711, 2);
  header.writeUInt32BE(Number(group[2]), 8);
  return new Uint8Array(Buffer.concat([header, bytes.subarray(2, 4), bytes.subarray(headerBytes)]));
}

function withoutMarker(record: RecordedItem): RecordedItem {
  const payload = record.payload.slice();
  payload[1] = (payload[1] ?? 0) & 0x7f;
  return { ...record, payload };
}
