import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../database/database.ts";
import { openSqliteDatabase } from "../database/sqlite-database.ts";
import { confirmClock } from "../retention/clock-keeper.ts";
import { retentionFiles } from "../retention/retention.ts";
import { isTooLate, type RetentionReport, retentionReport } from "../retention/retention-report.ts";
import { CLOCK_TOLERANCE_MS } from "../retention/retention-times.ts";
import { StatusFile } from "../retention/status-file.ts";
import { CommandError } from "./command-error.ts";

export interface RetentionCommandOptions {
  /** An archive, or the data folder of `scripts/start`. */
  data: string;
  /** How far to look ahead. */
  days: number;
  json: boolean;
  /** ISO time that the operator has read from another clock. */
  confirmClock: string | undefined;
  nowMs: number;
}

/** What is due when, what is held, what is late and why; 0 all is well, 1 somebody has to act. Changes nothing but a confirmed clock. */
export async function retentionCommand(
  options: RetentionCommandOptions,
  print: (line: string) => void,
): Promise<number> {
  const { days, json, nowMs } = options;
  const archive = archiveIn(options.data);
  const database = openSqliteDatabase(join(archive, "recordings.db"));
  try {
    if (options.confirmClock !== undefined) await confirm(database, options.confirmClock, nowMs, print);
    const lastSweep = await new StatusFile(retentionFiles(archive).statusFile).read();
    const report = await retentionReport(database, { nowMs, days, lastSweep });
    const problems = problemsOf(report);
    if (json) print(JSON.stringify({ ...report, problems }));
    else for (const line of describe(report, problems)) print(line);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
}

/** The archive itself, or the first one of a data folder. */
export function archiveIn(data: string): string {
  const archive = [data, join(data, "recordings", "archive")].find((path) => existsSync(join(path, "recordings.db")));
  if (archive === undefined) throw new CommandError(`There is no archive in ${data}.`);
  return archive;
}

async function confirm(database: Database, text: string, nowMs: number, print: (line: string) => void): Promise<void> {
  const confirmedMs = Date.parse(text);
  if (Number.isNaN(confirmedMs)) throw new CommandError("Give the time as in 2027-03-28T14:05Z.");
  if (Math.abs(confirmedMs - nowMs) > CLOCK_TOLERANCE_MS) {
    throw new CommandError(`This machine's clock says ${isoTime(nowMs)}. Set it right first.`);
  }
  await confirmClock(database, nowMs);
  print(`confirmed    it is ${isoTime(nowMs)}; the next sweep goes by it`);
}

function problemsOf({ lastSweep, isSweepMissing, late, held }: RetentionReport): string[] {
  const problems = (lastSweep?.problems ?? []).map(({ code, detail }) => `${code}: ${detail}`);
  if (isSweepMissing) problems.push("no_sweep: the recording server is not running, or its clock is another");
  const tooLate = late.filter(isTooLate).length;
  if (tooLate > 0 && !problems.some((text) => text.startsWith("overdue")))
    problems.push(`overdue: ${tooLate} recordings`);
  const reviews = held.filter(({ isReviewOverdue }) => isReviewOverdue).length;
  if (reviews > 0) problems.push(`review_overdue: ${reviews} holds`);
  return problems;
}

function* describe(report: RetentionReport, problems: readonly string[]): Generator<string, void> {
  const { at, markMs, lastSweep, recordings, dueByDay, dueNow, held, late } = report;
  yield `time         ${isoTime(at)}${markMs === undefined ? "" : `, sure of ${isoTime(markMs)}`}`;
  if (lastSweep) {
    const { clock, otherClocks, destroyed, waiting, tookMs } = lastSweep;
    yield `clock        ${clock.state}${"against" in clock ? `: ${clock.against} differs by ${hours(clock.byMs)}` : ""}`;
    for (const { name, atMs, isIndependent } of otherClocks) {
      const said = atMs === undefined ? "no answer" : `${((atMs - lastSweep.at) / 1000).toFixed(1)} s`;
      yield `  ${name.padEnd(42)} ${said}${isIndependent ? "" : ", same machine"}`;
    }
    yield `last sweep   ${isoTime(lastSweep.at)}, ${tookMs} ms: ${destroyed} destroyed, ${waiting.length} waiting`;
  } else yield "last sweep   none yet";
  yield `recordings   ${recordings.map(({ state, count }) => `${count} ${state}`).join(", ") || "none"}`;
  yield `due now      ${dueNow.length}`;
  for (const { day, count } of dueByDay) yield `  ${day}   ${count}`;
  if (held.length > 0) yield `held         ${held.length}`;
  for (const { recordingId, owner, reviewAt, isReviewOverdue } of held) {
    yield `  ${recordingId}  by ${owner}, review ${isoTime(reviewAt)}${isReviewOverdue ? " (overdue)" : ""}`;
  }
  if (late.length > 0) yield `late         ${late.length}`;
  for (const { recordingId, lateMs, step, reason } of late.slice(0, 50)) {
    yield `  ${recordingId}  ${hours(lateMs)}, ${step ?? "not begun"}: ${reason}`;
  }
  if (late.length > 50) yield `  and ${late.length - 50} more`;
  for (const problem of problems) yield `ALARM        ${problem}`;
  if (problems.length === 0) yield "all is well";
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
