import { copyFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import {
  type Header,
  type RandomAccess,
  RecordingReader,
  SealedRecordingError,
  type Verdict,
  verifyRecording,
} from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { CommandError } from "../command-line/command-error.ts";
import { describeVerdict } from "../command-line/describe-verdict.ts";
import { coveredTexts } from "./covered-filters.ts";
import { burntInText, filterGraph } from "./filter-graph.ts";
import { findFfmpeg } from "./find-ffmpeg.ts";
import { findFont } from "./find-font.ts";
import type { PrivateDirectory } from "./private-directory.ts";
import { type ReadResult, readRecording } from "./read-recording.ts";
import { renderVideo } from "./render-video.ts";

export interface ExportOptions {
  source: RandomAccess;
  /** Brings together what opens this recording. */
  rootOf: (header: Header) => Promise<Uint8Array>;
  /** Stands in the picture. */
  caseId: string;
  /** For decoded pictures; nobody else can read it, and its owner removes it. */
  directory: PrivateDirectory;
  /** The MP4; `timeline.json` comes beside it. */
  out: string;
  environment: NodeJS.ProcessEnv;
  onProgress: (step: "checking" | "reading" | "rendering", share: number) => void;
}

export interface ExportResult extends ReadResult {
  state: Exclude<Verdict["status"], "damaged">;
  durationMs: number;
  timelineFile: string;
}

/** Checks a recording, opens it, and makes a video and a timeline of it. */
export async function exportRecording(options: ExportOptions): Promise<ExportResult> {
  const { source, environment, onProgress, directory } = options;
  const ffmpegPath = await findFfmpeg(environment);
  const font = await findFont(environment);
  onProgress("checking", 0);
  const verdict = await verifyRecording(source, { checks: nodeChecks });
  if (verdict.status === "damaged") throw new CommandError(`The recording is ${describeVerdict(verdict)}.`);
  const { header, monoMs } = verdict.intact;
  const root = await options.rootOf(header);
  const durationMs = verdict.status === "truncated" ? monoMs : verdict.closing.durationMs;
  const out = resolve(options.out);
  const timelineFile = join(dirname(out), "timeline.json");
  const pathOf = (name: string) => join(directory.path, name);
  const reader = await RecordingReader.open(source, root);
  root.fill(0);
  const { recordingId, sessionId, createdAtMs } = header;
  const head = { recordingId, sessionId, createdAtMs, durationMs, state: verdict.status };
  const read = await readRecording({
    records: namingFrames(reader.records()),
    head,
    directory: directory.path,
    timelineFile: pathOf("timeline.json"),
    onProgress: (share) => onProgress("reading", share),
  });
  await copyFile(font, pathOf("font"));
  for (const { fileName, text } of Object.values(coveredTexts)) await writeFile(pathOf(fileName), text);
  await writeFile(pathOf("text.txt"), burntInText(sessionId, options.caseId));
  await renderVideo({
    ffmpegPath,
    directory: directory.path,
    inputs: read.segments.map(({ fileName }) => fileName),
    filterGraph: filterGraph(read.segments, durationMs, read.covered),
    durationMs,
    out: pathOf("video.mp4"),
    signal: directory.signal,
    onProgress: (share) => onProgress("rendering", share),
  });
  await rename(pathOf("timeline.json"), timelineFile);
  await rename(pathOf("video.mp4"), out);
  return { ...read, state: verdict.status, durationMs, timelineFile };
}

async function* namingFrames<Item>(records: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  try {
    yield* records;
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    throw new CommandError(`Frame ${error.seq ?? "?"} does not open: ${error.message}`, 1, error);
  }
}
