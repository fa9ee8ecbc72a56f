import type { CoveredPeriod, PictureSize } from "@ferndiagnose/playback";
import { coveredFilters } from "./covered-filters.ts";
import type { VideoSegment } from "./video-segments.ts";

export const exportFramesPerSecond = 25;
const sizeWithoutPicture: PictureSize = { width: 1280, height: 720 };
const minWidth = 480;
/** A character of the font is 0.6 of its size wide; time, session and case number have 56 of them, and a margin of one. */
const sizesAcross = 0.6 * 56 + 2;
/** Shorter than a frame of the export. */
const negligibleS = 0.5 / exportFramesPerSecond;

export interface ExportLayout {
  /** Of the whole video. */
  width: number;
  height: number;
  /** The picture stands in the middle above, the text in a strip of its own below: it hides nothing. */
  pictureHeight: number;
  fontSize: number;
}

/** Holds every segment, and a line more of text if asked for; in even numbers: H.264 in 4:2:0 knows no odd ones. */
export function exportLayout(segments: readonly PictureSize[], hasSecondLine = false): ExportLayout {
  const sizes = segments.length > 0 ? segments : [sizeWithoutPicture];
  const even = (length: number) => Math.ceil(length / 2) * 2;
  const pictureHeight = even(Math.max(...sizes.map(({ height }) => height)));
  const width = even(Math.max(minWidth, ...sizes.map((size) => size.width)));
  const fontSize = Math.max(12, Math.min(Math.round(pictureHeight / 36), Math.floor(width / sizesAcross)));
  return {
    width,
    height: pictureHeight + even(fontSize * (hasSecondLine ? 3.5 : 2)),
    pictureHeight,
    fontSize,
  };
}

/**
 * The ffmpeg filter graph that makes one video of the recording's length out of its segments (inputs 0, 1, …): black until the
 * first picture, each picture held until the next one, what was covered covered, the text below. Names the result `[out]`.
 * Reads the texts from `text.txt` and those of `coveredTexts`, and the font from `font`, in ffmpeg's working directory, so that no path needs quoting.
 */
export function filterGraph(
  segments: readonly VideoSegment[],
  durationMs: number,
  covered: readonly CoveredPeriod[] = [],
): string {
  const hasMasked = covered.some(({ kind }) => kind === "masked");
  const layout = exportLayout(segments, hasMasked);
  const endS = durationMs / 1000;
  const leadS = segments[0] ? segments[0].startUs / 1e6 : endS;
  const parts: string[] = [];
  const labels: string[] = [];
  if (leadS > negligibleS || segments.length === 0) {
    parts.push(
      `color=black:s=${layout.width}x${layout.height}:r=${exportFramesPerSecond}:d=${leadS.toFixed(3)},setsar=1,format=yuv420p[lead]`,
    );
    labels.push("[lead]");
  }
  for (const [index, segment] of segments.entries()) {
    const untilS = segments[index + 1] ? (segments[index + 1]?.startUs ?? 0) / 1e6 : endS;
    const lengthS = untilS - segment.startUs / 1e6;
    if (lengthS <= negligibleS) continue;
    parts.push(`[${index}:v]${held(segment, layout, lengthS)}[s${index}]`);
    labels.push(`[s${index}]`);
  }
  const joined = [`concat=n=${labels.length}:v=1:a=0`, ...coveredFilters(covered, layout), textFilter(layout)];
  parts.push(`${labels.join("")}${joined.join(",")}[out]`);
  return parts.join(";");
}

/** One segment, scaled into the middle of the picture and exactly this long. */
function held(segment: PictureSize, layout: ExportLayout, lengthS: number): string {
  const factor = Math.min(layout.width / segment.width, layout.pictureHeight / segment.height);
  const even = (length: number) => Math.max(2, Math.floor((length * factor) / 2) * 2);
  return [
    `scale=${even(segment.width)}:${even(segment.height)}:flags=bicubic`,
    "setpts=PTS-STARTPTS",
    `fps=${exportFramesPerSecond}`,
    `pad=${layout.width}:${layout.height}:(ow-iw)/2:(${layout.pictureHeight}-ih)/2`,
    "setsar=1",
    "format=yuv420p",
    `tpad=stop_mode=clone:stop_duration=${lengthS.toFixed(3)}`,
    `trim=duration=${lengthS.toFixed(3)}`,
    "setpts=PTS-STARTPTS",
  ].join(",");
}

function textFilter({ fontSize, pictureHeight }: ExportLayout): string {
  return [
    "drawtext=fontfile=font",
    "textfile=text.txt",
    `fontsize=${fontSize}`,
    "fontcolor=white",
    `x=${fontSize}`,
    `y=${pictureHeight + Math.round(fontSize / 2)}`,
  ].join(":");
}

/** What `text.txt` holds: ffmpeg puts the running time in. */
export function burntInText(sessionId: string, caseId: string): string {
  return `%{pts:hms}  ${sessionId}  ${caseId}`;
}
