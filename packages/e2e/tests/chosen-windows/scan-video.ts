import { spawn } from "node:child_process";
import { once } from "node:events";
import { type VideoFrame, VideoMuxer, videoFrames } from "@ferndiagnose/playback";
import type { RecordedItem } from "@ferndiagnose/sealed-recording";
import { countForeign } from "./count-foreign.ts";

const width = 640;
const height = 360;

export interface ScannedPicture {
  atMs: number;
  /** Of 640 × 360 points, how many lie in the foreign window's colours. */
  foreign: number;
}

/** Every picture of a recording as it was sent, without what an export would lay over it. */
export async function scanVideo(records: readonly RecordedItem[]): Promise<ScannedPicture[]> {
  const frames: VideoFrame[] = [];
  for await (const frame of videoFrames(records)) frames.push(frame);
  const [first] = frames;
  if (!first) return [];
  const args = ["-v", "error", "-i", "-", "-vf", `scale=${width}:${height}:flags=neighbor`, "-fps_mode", "passthrough"];
  const ffmpeg = spawn("ffmpeg", [...args, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const counts = countPictures(ffmpeg.stdout);
  const muxer = new VideoMuxer(first, async (bytes) => {
    if (!ffmpeg.stdin.write(bytes)) await once(ffmpeg.stdin, "drain");
  });
  for (const frame of frames) await muxer.add(frame);
  await muxer.end((frames.at(-1)?.timeUs ?? 0) + 100_000);
  ffmpeg.stdin.end();
  const found = await counts;
  if (found.length !== frames.length) throw new Error(`${found.length} of ${frames.length} pictures could be decoded`);
  return frames.map(({ timeUs }, index) => ({ atMs: timeUs / 1_000, foreign: found[index] ?? 0 }));
}

async function countPictures(stream: AsyncIterable<Buffer>): Promise<number[]> {
  const counts: number[] = [];
  const size = width * height * 3;
  const picture = Buffer.alloc(size);
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(picture, filled, at, at + size - filled);
      at += copied;
      filled += copied;
      if (filled < size) continue;
      counts.push(countForeign(picture, width, 3));
      filled = 0;
    }
  }
  return counts;
}
