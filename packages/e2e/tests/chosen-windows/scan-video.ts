import { spawn } from "node:child_process";
import { isForeignColor } from "./foreign-window.ts";

const width = 640;
const height = 360;

/** For each picture of this video, how many of its 640 × 360 points have the foreign window's colours. */
export async function scanVideo(file: string, crop: { width: number; height: number }): Promise<number[]> {
  const filter = `crop=${crop.width}:${crop.height}:0:0,scale=${width}:${height}:flags=neighbor`;
  const args = ["-v", "error", "-i", file, "-vf", filter, "-fps_mode", "passthrough"];
  const ffmpeg = spawn("ffmpeg", [...args, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const counts: number[] = [];
  let rest = Buffer.alloc(0);
  const size = width * height * 3;
  for await (const chunk of ffmpeg.stdout as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= size) {
      counts.push(countForeign(rest.subarray(0, size)));
      rest = rest.subarray(size);
    }
  }
  return counts;
}

function countForeign(picture: Buffer): number {
  let count = 0;
  for (let at = 0; at < picture.length; at += 3) {
    if (isForeignColor(picture[at] ?? 0, picture[at + 1] ?? 0, picture[at + 2] ?? 0)) count++;
  }
  return count;
}
