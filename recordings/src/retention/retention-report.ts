import type { UnixMs } from "@ferndiagnose/protocol";
import type { Database } from "../database/database.ts";
import { readMark } from "./clock-keeper.ts";
import { recordingsWithOpenCases } from "./recording-rows.ts";
import { dueAtMs, isDue, lateMs, TOO_LATE_MS } from "./retention-times.ts";
import type { SweepReport } from "./sweep-report.ts";

export interface HeldRecording {
  recordingId: string;
  owner: string;
  /** Until somebody must look again whether it is still needed. */
  reviewAt: UnixMs;
  isReviewOverdue: boolean;
  dueAt: UnixMs;
}

export interface LateRecording {
  recordingId: string;
  dueAt: UnixMs;
  lateMs: number;
  /** How far its destruction is; undefined when it has not begun. */
  step: string | undefined;
  /** Why it waits, as the last sweep found it. */
  reason: string;
}

/** What would be destroyed when, and what stands in the way; nothing is changed by asking. */
export interface RetentionReport {
  at: UnixMs;
  markMs: UnixMs | undefined;
  lastSweep: SweepReport | undefined;
  /** No sweep for so long that the server cannot be running. */
  isSweepMissing: boolean;
  recordings: { state: string; count: number }[];
  /** How many fall due on each of the coming days (UTC). */
  dueByDay: { day: string; count: number }[];
  dueNow: string[];
  held: HeldRecording[];
  late: LateRecording[];
}

const dayMs = 86_400_000;
const longestSilenceMs = 15 * 60_000;

/** Reads the tables as they are; the days are those that the sweeps hold against the files. */
export async function retentionReport(
  database: Database,
  { nowMs, days, lastSweep }: { nowMs: number; days: number; lastSweep: SweepReport | undefined },
): Promise<RetentionReport> {
  const rows = await database.tables
    .selectFrom("recording")
    .leftJoin("hold", (join) =>
      join.onRef("hold.recording_id", "=", "recording.recording_id").on("hold.ended_at", "is", null),
    )
    .leftJoin("purge", "purge.recording_id", "recording.recording_id")
    .select([
      "recording.recording_id as recordingId",
      "recording.state",
      "recording.delete_at",
      "recording.latest_delete_at",
      "hold.owner",
      "hold.review_at",
      "purge.step",
    ])
    .execute();
  const all = rows.map((row) => ({ ...row, deleteAt: row.delete_at ?? row.latest_delete_at }));
  const kept = all.filter(({ state }) => state !== "destroyed");
  const reasons = new Map(lastSweep?.waiting.map(({ recordingId, code }) => [recordingId as string, code]));
  const openCases = await recordingsWithOpenCases(database.tables);
  const free = kept
    .filter(({ owner, recordingId }) => owner === null && !openCases.has(recordingId))
    .sort((one, other) => one.deleteAt - other.deleteAt);
  return {
    at: nowMs,
    markMs: await readMark(database),
    lastSweep,
    isSweepMissing: lastSweep === undefined || Math.abs(nowMs - lastSweep.at) > longestSilenceMs,
    recordings: countBy(all.map(({ state }) => state)).map(([state, count]) => ({ state, count })),
    dueByDay: countBy(
      free
        .filter(({ deleteAt }) => !isDue(deleteAt, nowMs) && dueAtMs(deleteAt) < nowMs + days * dayMs)
        .map(({ deleteAt }) => new Date(dueAtMs(deleteAt)).toISOString().slice(0, 10)),
    ).map(([day, count]) => ({ day, count })),
    dueNow: free.filter(({ deleteAt }) => isDue(deleteAt, nowMs)).map(({ recordingId }) => recordingId),
    held: kept.flatMap(({ recordingId, owner, review_at, deleteAt }) => {
      if (owner === null || review_at === null) return [];
      const dueAt = dueAtMs(deleteAt);
      return [{ recordingId, owner, reviewAt: review_at, isReviewOverdue: review_at < nowMs, dueAt }];
    }),
    late: free
      .filter(({ deleteAt }) => lateMs(deleteAt, nowMs) > 0)
      .map(({ recordingId, deleteAt, step }) => ({
        recordingId,
        dueAt: dueAtMs(deleteAt),
        lateMs: lateMs(deleteAt, nowMs),
        step: step ?? undefined,
        reason: reasons.get(recordingId) ?? "next_sweep",
      })),
  };
}

/** Late enough that no new session begins. */
export function isTooLate({ lateMs: byMs }: LateRecording): boolean {
  return byMs > TOO_LATE_MS;
}

function countBy(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => one.localeCompare(other));
}
