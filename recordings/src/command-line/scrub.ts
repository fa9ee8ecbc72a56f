import { join } from "node:path";
import { type ScrubProgress, type ScrubReport, scrubArchive } from "../archive/scrub/scrub-archive.ts";
import { exitCodeOfFindings, type FindingKind } from "../archive/scrub/scrub-finding.ts";
import { CommandError } from "./command-error.ts";
import { duration } from "./describe-verdict.ts";

export interface ScrubCommandOptions {
  archive: string;
  /** `recordings.db` in the archive when not given. */
  database: string | undefined;
  threads: number | undefined;
  json: boolean;
  /** Shows a line that the next one replaces. */
  progress: (line: string) => void;
}

const sentences: Record<FindingKind, string> = {
  damaged: "damaged",
  contradicted: "not what the transparency log says",
  missing: "missing: the database knows it",
  reappeared: "back although it was destroyed",
  unreadable: "unreadable",
  unfinished: "without an end",
  unknown: "unknown to the database",
  quarantined: "in quarantine",
  leftover: "left over without its recording",
  unlogged: "without its leaves in the transparency log: nobody can say that it was not cut",
  recovered: "recovered after a crash, intact as far as it goes",
};

/** Verifies a whole archive; 0 all sound, 1 something is lost or altered, 2 somebody should look. */
export async function scrubCommand(options: ScrubCommandOptions, print: (line: string) => void): Promise<number> {
  const { archive, database, threads, json, progress } = options;
  const report = await scrubArchive({
    directory: archive,
    databaseFile: database ?? join(archive, "recordings.db"),
    ...(threads === undefined ? {} : { threads }),
    onProgress: (now) => progress(progressLine(now)),
  });
  progress("");
  // A mistyped path is no sound archive.
  if (report.files === 0 && !report.hasDatabase) throw new CommandError(`There is no archive in ${archive}.`);
  const exitCode = exitCodeOfFindings(report.findings);
  if (json) print(JSON.stringify({ ...report, exitCode }));
  else for (const line of describe(report)) print(line);
  return exitCode;
}

export function progressLine({ files, allFiles, bytes, allBytes, elapsedMs }: ScrubProgress): string {
  const remainingMs = bytes === 0 ? undefined : ((allBytes - bytes) / bytes) * elapsedMs;
  const remaining = remainingMs === undefined ? "" : `, ${duration(Math.max(0, remainingMs)).slice(0, 8)} left`;
  return `${files} of ${allFiles} files, ${size(bytes)} of ${size(allBytes)}, ${speed(bytes, elapsedMs)}${remaining}`;
}

function* describe({ files, bytes, elapsedMs, hasDatabase, hasLog, findings }: ScrubReport): Generator<string, void> {
  for (const { recordingId, kind, detail } of findings) {
    yield `${recordingId}  ${sentences[kind]}${detail === "" ? "" : ` (${detail})`}`;
  }
  if (!hasDatabase) yield "There is no database here: the files alone were checked.";
  else if (!hasLog) yield "There is no transparency log here that could say how long the recordings were.";
  const troubled = new Set(findings.filter(({ kind }) => kind !== "recovered").map(({ recordingId }) => recordingId))
    .size;
  yield `${files} ${files === 1 ? "recording" : "recordings"}, ${size(bytes)}, ${speed(bytes, elapsedMs)}: ${troubled === 0 ? "all sound" : `${troubled} to look at`}`;
}

function size(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

function speed(bytes: number, elapsedMs: number): string {
  return `${Math.round(bytes / 1_000 / Math.max(1, elapsedMs))} MB/s`;
}
