import type { CoveredPeriod } from "@ferndiagnose/playback";
import type { ExportLayout } from "./filter-graph.ts";

/** The words in the picture, each in a file of this name in ffmpeg's working directory. */
export const coveredTexts: Record<CoveredPeriod["kind"], { fileName: string; text: string }> = {
  paused: { fileName: "paused.txt", text: "Vom Kunden angehalten · Paused by the customer" },
  masked: { fileName: "masked.txt", text: "Nur ausgewählte Fenster · Chosen windows only" },
};

/** A line of commands has its limit; whoever pauses more often gets the longest ones told. The timeline has them all. */
const maxPeriods = 300;

/**
 * Filters that lay a calm area over the picture while it was covered, so that the last picture before does not seem to go on, and
 * write below it when chosen windows only were shown.
 */
export function coveredFilters(covered: readonly CoveredPeriod[], layout: ExportLayout): string[] {
  const { fontSize, pictureHeight, width } = layout;
  const filters: string[] = [];
  const paused = times(covered, "paused");
  if (paused !== undefined) {
    // The words have 46 characters, each 0.6 of their size wide.
    const size = Math.min(Math.round(fontSize * 1.5), Math.floor(width / (0.6 * 48)));
    const middle = `x=(w-text_w)/2:y=(${pictureHeight}-text_h)/2`;
    filters.push(`drawbox=x=0:y=0:w=iw:h=${pictureHeight}:color=0x2b3640:t=fill:${paused}`);
    filters.push(`${text("paused")}:fontsize=${size}:${middle}:${paused}`);
  }
  const masked = times(covered, "masked");
  if (masked !== undefined) {
    // In line with the time above it, which begins with a space.
    const place = `x=${Math.round(fontSize * 1.6)}:y=${pictureHeight + Math.round(fontSize * 2)}`;
    filters.push(`${text("masked")}:fontsize=${fontSize}:${place}:${masked}`);
  }
  return filters;
}

function text(kind: CoveredPeriod["kind"]): string {
  return `drawtext=fontfile=font:textfile=${coveredTexts[kind].fileName}:fontcolor=white`;
}

function times(covered: readonly CoveredPeriod[], kind: CoveredPeriod["kind"]): string | undefined {
  const lengthOf = ({ fromMs, untilMs }: CoveredPeriod) => untilMs - fromMs;
  const longest = covered
    .filter((period) => period.kind === kind)
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, maxPeriods);
  if (longest.length === 0) return undefined;
  const seconds = (ms: number) => (ms / 1000).toFixed(3);
  // Half open, so that neighbours do not overlap.
  const each = longest.map(({ fromMs, untilMs }) => `gte(t,${seconds(fromMs)})*lt(t,${seconds(untilMs)})`);
  return `enable='${each.join("+")}'`;
}
