import { availableParallelism } from "node:os";
import { join } from "node:path";
import { toHex } from "@ferndiagnose/sealed-recording";
import { TransparencyLogError } from "@ferndiagnose/transparency-log";
import { parseBlobName } from "../../blob-store/blob-name.ts";
import { DirectoryBlobStore } from "../../blob-store/directory-blob-store.ts";
import { type LoggedRecording, nothingLogged } from "../../transparency/logged-recording.ts";
import { type KnownRecording, type KnownRecordings, openKnownRecordings } from "./known-recordings.ts";
import { readLogHeads } from "./log-heads.ts";
import { type Finding, findingsOf, type ScrubbedFile } from "./scrub-finding.ts";
import { scrubInThreads } from "./scrub-pool.ts";
import type { ScrubTask } from "./scrub-worker.ts";

export interface ScrubOptions {
  directory: string;
  databaseFile: string;
  /** What the transparency log has; `log/public` in the directory when not given. */
  logDirectory?: string;
  /** As many as there are cores, when not given. */
  threads?: number;
  onProgress?: (progress: ScrubProgress) => void;
}

export interface ScrubProgress {
  files: number;
  allFiles: number;
  bytes: number;
  allBytes: number;
  elapsedMs: number;
}

export interface ScrubReport {
  files: number;
  bytes: number;
  elapsedMs: number;
  hasDatabase: boolean;
  hasLog: boolean;
  findings: Finding[];
}

const progressMs = 500;

/**
 * Verifies every recording of an archive without any key, against the heads that the transparency log and the database know. May run
 * beside the server: what the database says of a recording is asked again once its file has been read.
 */
export async function scrubArchive(options: ScrubOptions): Promise<ScrubReport> {
  const startMs = performance.now();
  const known = openKnownRecordings(options.databaseFile);
  try {
    const rows = known?.all() ?? [];
    const { sizes, companions } = await findFiles(options.directory);
    const findings: Finding[] = [];
    const log = known && (await readLog(options, known, findings));
    const bytesRead = new SharedArrayBuffer(8);
    const progress: ScrubProgress = {
      files: 0,
      allFiles: sizes.size,
      bytes: 0,
      allBytes: sum(sizes.values()),
      elapsedMs: 0,
    };
    const tell = () => {
      progress.bytes = Number(new BigUint64Array(bytesRead)[0]);
      progress.elapsedMs = performance.now() - startMs;
      options.onProgress?.({ ...progress });
    };
    const knownNow = (recordingId: string) => (known ? (known.of(recordingId) ?? null) : undefined);
    const loggedOf = (recordingId: string) => log && (log.of(recordingId) ?? nothingLogged);
    const tasks = [...tasksFor(sizes, rows, loggedOf)];
    const wasEnded = new Set(rows.filter(({ finalSeq }) => finalSeq !== null).map(({ recordingId }) => recordingId));
    const handle = ({ recordingId, hasEnded }: ScrubTask, scrubbed: ScrubbedFile) => {
      const row = knownNow(recordingId);
      const logged = loggedOf(recordingId);
      const task = row ? taskFor(recordingId, row, logged) : undefined;
      // It ended while it was being read.
      if (task?.hasEnded && !hasEnded && "verdict" in scrubbed && scrubbed.verdict.status === "truncated") {
        tasks.push(task);
        return;
      }
      progress.files++;
      // It was destroyed, or found never to have begun, while the scrub was on its way here.
      const isGone = "errorCode" in scrubbed && scrubbed.errorCode === "blob_missing";
      if (isGone && (row?.state === "destroyed" || row === null)) return;
      // What began later than the log was read is not in it.
      const isOld = wasEnded.has(recordingId) || logged?.opened !== undefined;
      findings.push(...findingsOf(recordingId, scrubbed, { known: row, logged: isOld ? logged : undefined }));
    };
    const timer = setInterval(tell, progressMs);
    try {
      const threads = Math.min(options.threads ?? availableParallelism(), Math.max(1, sizes.size));
      await scrubInThreads(options.directory, threads, tasks, handle, bytesRead);
    } finally {
      clearInterval(timer);
    }
    for (const { recordingId } of rows) {
      const finding = sizes.has(recordingId) ? undefined : missing(recordingId, knownNow(recordingId));
      if (finding) findings.push(finding);
    }
    for (const [recordingId, names] of companions) {
      if (!sizes.has(recordingId)) findings.push({ recordingId, kind: "leftover", detail: names.join(" ") });
    }
    const gone = known?.countGone() ?? 0;
    if (log && log.endsUnopened > gone) {
      const detail = `${log.endsUnopened} ends of recordings that nobody can name, ${gone} destroyed`;
      findings.push({ recordingId: "log", kind: "unlogged", detail });
    }
    tell();
    findings.sort((a, b) => a.recordingId.localeCompare(b.recordingId));
    const { files, bytes, elapsedMs } = progress;
    return { files, bytes, elapsedMs, hasDatabase: known !== undefined, hasLog: log !== undefined, findings };
  } finally {
    known?.close();
  }
}

async function findFiles(directory: string) {
  const sizes = new Map<string, number>();
  const companions = new Map<string, string[]>();
  for await (const { name, bytes } of new DirectoryBlobStore(directory).list()) {
    const { recordingId, companion } = parseBlobName(name);
    if (companion === undefined) sizes.set(recordingId, bytes);
    // A canary lives for a moment.
    else if (companion !== "canary") companions.set(recordingId, [...(companions.get(recordingId) ?? []), companion]);
  }
  return { sizes, companions };
}

/** The shortest first: tasks are taken from the end, so that no thread is left alone with a long one. */
function* tasksFor(
  sizes: ReadonlyMap<string, number>,
  rows: readonly KnownRecording[],
  loggedOf: (recordingId: string) => LoggedRecording | undefined,
): Generator<ScrubTask, void> {
  const known = new Map(rows.map((row) => [row.recordingId, row]));
  for (const [recordingId] of [...sizes].sort(([, a], [, b]) => a - b)) {
    yield taskFor(recordingId, known.get(recordingId), loggedOf(recordingId));
  }
}

function taskFor(recordingId: string, row?: KnownRecording, logged?: LoggedRecording): ScrubTask {
  const anchors = (logged?.anchors ?? []).map(({ seq, hash }) => ({ seq, hash: toHex(hash) }));
  const { finalSeq: seq = null, finalHash: hash = null } = row ?? {};
  if (seq === null || hash === null) return { recordingId, anchors, hasEnded: false };
  return { recordingId, anchors: [...anchors, { seq, hash }], hasEnded: true };
}

/** Undefined when there is none, or none that can be believed. */
async function readLog({ directory, logDirectory }: ScrubOptions, known: KnownRecordings, findings: Finding[]) {
  try {
    return await readLogHeads(logDirectory ?? join(directory, "log", "public"), known);
  } catch (error) {
    if (!(error instanceof TransparencyLogError)) throw error;
    findings.push({ recordingId: "log", kind: "damaged", detail: error.message });
    return undefined;
  }
}

function missing(recordingId: string, row: KnownRecording | undefined | null): Finding | undefined {
  if (!row || row.state === "shredding" || row.state === "destroyed" || row.bytes === 0) return undefined;
  return { recordingId, kind: "missing", detail: row.state };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
