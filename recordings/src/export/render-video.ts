import ffmpeg from "fluent-ffmpeg";
import { CommandError } from "../command-line/command-error.ts";

export interface RenderOptions {
  ffmpegPath: string;
  /** Where the inputs, the font and the text are. */
  directory: string;
  inputs: readonly string[];
  filterGraph: string;
  durationMs: number;
  /** Absolute. */
  out: string;
  /** From 0 to 1. */
  onProgress: (share: number) => void;
  /** Ends ffmpeg at once. */
  signal: AbortSignal;
}

/** Renders an MP4 (H.264). The only place that knows fluent-ffmpeg, whose own checks of formats and codecs are avoided. */
export function renderVideo(options: RenderOptions): Promise<void> {
  const { ffmpegPath, directory, inputs, durationMs, out, onProgress } = options;
  const command = ffmpeg({ cwd: directory });
  command.setFfmpegPath(ffmpegPath);
  // Pictures may change their size between key frames; the graph's first filter copes, a new graph would begin at zero again.
  for (const input of inputs) command.input(input).inputOptions(["-reinit_filter", "0"]);
  // fluent-ffmpeg demands an input; a recording without picture has none.
  if (inputs.length === 0) command.input("color=black:s=16x16:d=0.1").inputOptions(["-f", "lavfi"]);
  command.complexFilter(options.filterGraph, "out");
  command.outputOptions([
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p"],
    ...["-t", (durationMs / 1000).toFixed(3), "-movflags", "+faststart", "-y", "-f", "mp4"],
  ]);
  options.signal.addEventListener("abort", () => command.kill("SIGKILL"), { once: true });
  return new Promise((resolve, reject) => {
    command.on("progress", ({ timemark }) =>
      onProgress(Math.min(1, millisecondsOf(timemark) / Math.max(1, durationMs))),
    );
    command.on("error", (error: Error, _stdout: string | null, stderr: string | null) => {
      const lastLine = (stderr ?? "").trim().split("\n").at(-1) ?? "";
      reject(new CommandError(`ffmpeg could not make the video: ${lastLine || error.message}`, 1, error));
    });
    command.on("end", () => resolve());
    command.save(out);
  });
}

function millisecondsOf(timemark: string | undefined): number {
  const match = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(timemark ?? "");
  return match ? (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])) * 1000 : 0;
}
