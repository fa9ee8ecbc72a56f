import type { AskPassphrase } from "../export/unlock.ts";
import { CommandError } from "./command-error.ts";
import { duration } from "./describe-verdict.ts";
import { withSource } from "./open-source.ts";

export interface ExportCommandOptions {
  file: string;
  keyFiles: readonly string[];
  out: string;
  environment: NodeJS.ProcessEnv;
  askPassphrase: AskPassphrase;
  /** Shown and replaced while it works. */
  progress: (line: string) => void;
}

/** Two key holders open a recording and take a video and a timeline of it with them. */
export async function exportCommand(options: ExportCommandOptions, print: (line: string) => void): Promise<number> {
  const { file, out, progress, keyFiles, environment, askPassphrase } = options;
  if (!out.endsWith(".mp4")) throw new CommandError("The export is an MP4: let --out end in .mp4.");
  // Decoders and muxers take a second to load; the other commands do without them.
  const { exportRecording } = await import("../export/export-recording.ts");
  const result = await withSource(file, (source) =>
    exportRecording({
      source,
      keyFiles,
      out,
      environment,
      askPassphrase,
      onProgress: (step, share) => progress(`${step} ${Math.round(share * 100)} %`),
    }),
  );
  print(
    `${result.state}: ${duration(result.durationMs)}, ${result.frames} pictures, ${result.droppedFrames} not shown`,
  );
  print(`video    ${out}`);
  print(`timeline ${result.timelineFile}, ${result.entries} entries`);
  return 0;
}
