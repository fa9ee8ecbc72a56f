import { rmSync } from "node:fs";
import { copyFile, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import {
  type RandomAccess,
  RecordingReader,
  SealedRecordingError,
  type Verdict,
  verifyRecording,
} from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { CommandError } from "../command-line/command-error.ts";
import { describeVerdict } from "../command-line/describe-verdict.ts";
import { burntInText, filterGraph } from "./filter-graph.ts";
import { findFfmpeg } from "./find-ffmpeg.ts";
import { findFont } from "./find-font.ts";
import { type ReadResult, readRecording } from "./read-recording.ts";
import { renderVideo } from "./render-video.ts";
import { type AskPassphrase, unlock } from "./unlock.ts";

export interface ExportOptions {
  source: RandomAccess;
  keyFiles: readonly string[];
  /** The MP4; `timeline.json` comes beside it. */
  out: string;
  environment: NodeJS.ProcessEnv;
  askPassphrase: AskPassphrase;
  onProgress: (step: "checking" | "reading" | "rendering", share: number) => void;
}

export interface ExportResult extends ReadResult {
  state: Exclude<Verdict["status"], "damaged">;
  durationMs: number;
  timelineFile: string;
}

/**
 * Opens a recording with its key holders, checks it, and makes a video and a timeline of it. The decoded pictures lie beside the
 * result while it is made, in a directory nobody else can read, and are removed whatever happens.
 */
export async function exportRecording(options: ExportOptions): Promise<ExportResult> {
  const { source, environment, onProgress } = options;
  const ffmpegPath = await findFfmpeg(environment);
  const font = await findFont(environment);
  onProgress("checking", 0);
  const verdict = await verifyRecording(source, { checks: nodeChecks });
  if (verdict.status === "damaged") throw new CommandError(`The recording is ${describeVerdict(verdict)}.`);
  const { header, monoMs } = verdict.intact;
  const root = await unlock(header, options.keyFiles, options.askPassphrase);
  const durationMs = verdict.status === "truncated" ? monoMs : verdict.closing.durationMs;
  const out = resolve(options.out);
  const timelineFile = join(dirname(out), "timeline.json");
  const unfinishedTimeline = "timeline.json";
  const directory = await mkdtemp(join(dirname(out), `.${basename(out)}-`)).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`Cannot write to ${dirname(out)} (${error.code}).`, 1, error);
  });
  const breakOff = new AbortController();
  const keepNothing = removeOnSignal(directory, breakOff);
  try {
    const reader = await RecordingReader.open(source, root);
    root.fill(0);
    const { recordingId, sessionId, createdAtMs } = header;
    const head = { recordingId, sessionId, createdAtMs, durationMs, state: verdict.status };
    const read = await readRecording({
      records: namingFrames(reader.records()),
      head,
      directory,
      timelineFile: join(directory, unfinishedTimeline),
      onProgress: (share) => onProgress("reading", share),
    });
    await copyFile(font, join(directory, "font"));
    await writeFile(join(directory, "text.txt"), burntInText(sessionId));
    await renderVideo({
      ffmpegPath,
      directory,
      inputs: read.segments.map(({ fileName }) => fileName),
      filterGraph: filterGraph(read.segments, durationMs),
      durationMs,
      out: join(directory, "video.mp4"),
      signal: breakOff.signal,
      onProgress: (share) => onProgress("rendering", share),
    });
    await rename(join(directory, unfinishedTimeline), timelineFile);
    await rename(join(directory, "video.mp4"), out);
    return { ...read, state: verdict.status, durationMs, timelineFile };
  } finally {
    keepNothing.dispose();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Whoever breaks off the export leaves no decoded picture behind either. */
function removeOnSignal(directory: string, breakOff: AbortController): { dispose(): void } {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const remove = () => {
    breakOff.abort();
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    process.exit(130);
  };
  for (const signal of signals) process.once(signal, remove);
  return {
    dispose: () => {
      for (const signal of signals) process.off(signal, remove);
    },
  };
}

async function* namingFrames<Item>(records: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  try {
    yield* records;
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    throw new CommandError(`Frame ${error.seq ?? "?"} does not open: ${error.message}`, 1, error);
  }
}
