import type { DiskLevel } from "../recorder/disk-level.ts";
import type { MissingPart } from "../recorder/refused-to-arm.ts";
import type { RetentionProblem } from "../retention/sweep-report.ts";

export interface PartStates {
  isRelayReady: boolean;
  hasAuditors: boolean;
  areWardensReady: boolean;
  journalProblem: "log" | "witness" | undefined;
  diskLevel: DiskLevel;
  retentionProblems: readonly RetentionProblem[];
}

/** What keeps a session from being armed, the gravest first. Nothing overrides it (promise 6). */
export function missingParts(states: PartStates): MissingPart[] {
  const missing: MissingPart[] = [];
  if (states.retentionProblems.some(({ code }) => isWrongClock(code))) missing.push("recorder_clock_wrong");
  if (states.diskLevel === "no_new_sessions" || states.diskLevel === "end_sessions") missing.push("recorder_disk_full");
  if (states.journalProblem === "log") missing.push("recorder_log_missing");
  if (states.journalProblem === "witness") missing.push("recorder_witness_missing");
  if (!states.areWardensReady) missing.push("recorder_warden_missing");
  if (!states.hasAuditors) missing.push("recorder_auditors_missing");
  if (states.retentionProblems.some(({ code }) => isLate(code))) missing.push("recorder_retention_late");
  if (!states.isRelayReady) missing.push("recorder_not_ready");
  return missing;
}

/** One that merely nobody has confirmed may date a recording; it only must not destroy any. */
function isWrongClock(code: RetentionProblem["code"]): boolean {
  return code === "clock_behind" || code === "clock_ahead";
}

function isLate(code: RetentionProblem["code"]): boolean {
  return code === "overdue" || code === "sweep_failed";
}
