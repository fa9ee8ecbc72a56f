import type { PictureSize } from "@ferndiagnose/playback";
import type { VideoSegment } from "./video-segments.ts";

export const exportFramesPerSecond = 25;
const sizeWithoutPicture: PictureSize = { width: 1280, height: 720 };
/** Shorter than a frame of the export. */
const negligibleS = 0.5 / exportFramesPerSecond;

/** Even numbers that hold every segment: H.264 in 4:2:0 knows no odd ones. */
export function exportSize(segments: readonly PictureSize[]): PictureSize {
  if (segments.length === 0) return sizeWithoutPicture;
  const even = (lengths: number[]) => Math.ceil(Math.max(...lengths) / 2) * 2;
  return { width: even(segments.map(({ width }) => width)), height: even(segments.map(({ height }) => height)) };
}

/**
 * The ffmpeg filter graph that makes one video of the recording's length out of its segments (inputs 0, 1, …): black until the
 * first picture, each picture held until the next one, the text over all of it. Names the result `[out]`.
 * Reads the text from `text.txt` and the font from `font`, in ffmpeg's working directory, so that no path needs quoting.
 */
export function filterGraph(segments: readonly VideoSegment[], durationMs: number): string {
  const size = exportSize(segments);
  const endS = durationMs / 1000;
  const leadS = segments[0] ? segments[0].startUs / 1e6 : endS;
  const parts: string[] = [];
  const labels: string[] = [];
  if (leadS > negligibleS || segments.length === 0) {
    parts.push(
      `color=black:s=${size.width}x${size.height}:r=${exportFramesPerSecond}:d=${leadS.toFixed(3)},setsar=1,format=yuv420p[lead]`,
    );
    labels.push("[lead]");
  }
  for (const [index, segment] of segments.entries()) {
    const untilS = segments[index + 1] ? (segments[index + 1]?.startUs ?? 0) / 1e6 : endS;
    const lengthS = untilS - segment.startUs / 1e6;
    if (lengthS <= negligibleS) continue;
    parts.push(`[${index}:v]${held(segment, size, lengthS)}[s${index}]`);
    labels.push(`[s${index}]`);
  }
  parts.push(`${labels.join("")}concat=n=${labels.length}:v=1:a=0,${textFilter(size)}[out]`);
  return parts.join(";");
}

/** One segment, scaled into the middle of the picture and exactly this long. */
function held(segment: PictureSize, size: PictureSize, lengthS: number): string {
  const factor = Math.min(size.width / segment.width, size.height / segment.height);
  const even = (length: number) => Math.max(2, Math.floor((length * factor) / 2) * 2);
  return [
    `scale=${even(segment.width)}:${even(segment.height)}:flags=bicubic`,
    "setpts=PTS-STARTPTS",
    `fps=${exportFramesPerSecond}`,
    `pad=${size.width}:${size.height}:(ow-iw)/2:(oh-ih)/2`,
    "setsar=1",
    "format=yuv420p",
    `tpad=stop_mode=clone:stop_duration=${lengthS.toFixed(3)}`,
    `trim=duration=${lengthS.toFixed(3)}`,
    "setpts=PTS-STARTPTS",
  ].join(",");
}

function textFilter({ height }: PictureSize): string {
  const fontSize = Math.max(12, Math.round(height / 36));
  return [
    "drawtext=fontfile=font",
    "textfile=text.txt",
    `fontsize=${fontSize}`,
    "fontcolor=white",
    "box=1",
    "boxcolor=black@0.6",
    `boxborderw=${Math.round(fontSize / 3)}`,
    `x=${fontSize}`,
    `y=h-th-${fontSize}`,
  ].join(":");
}

/** What `text.txt` holds: ffmpeg puts the running time in. */
export function burntInText(sessionId: string): string {
  return `%{pts:hms}  ${sessionId}`;
}
