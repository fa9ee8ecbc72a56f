import type { ClockVerdict } from "./judge-clock.ts";
import type { SurveyedRecording } from "./retention-survey.ts";
import { lateMs, TOO_LATE_MS } from "./retention-times.ts";
import type { RetentionProblem } from "./sweep-report.ts";

/** What keeps promise 8 from being kept. Lateness counts by a time that has surely been reached. */
export function judgeHealth(
  clock: ClockVerdict,
  recordings: readonly SurveyedRecording[],
  surelyNowMs: number,
): RetentionProblem[] {
  const problems: RetentionProblem[] = [];
  if (clock.state === "unconfirmed") {
    problems.push({ code: "clock_unconfirmed", detail: "nothing vouches for the time; an operator has to" });
  } else if (clock.state !== "sane") {
    problems.push({ code: `clock_${clock.state}`, detail: `${clock.against} says ${amountOf(clock.byMs)} otherwise` });
  }
  const overdue = recordings.filter(({ deleteAt, isHeld }) => !isHeld && lateMs(deleteAt, surelyNowMs) > TOO_LATE_MS);
  if (overdue.length > 0) {
    const worstH = Math.max(...overdue.map(({ deleteAt }) => lateMs(deleteAt, surelyNowMs))) / 3_600_000;
    problems.push({ code: "overdue", detail: `${overdue.length} recordings, up to ${Math.round(worstH)} h` });
  }
  return problems;
}

/** Short enough for a log line, whose numbers have five digits at most. */
function amountOf(ms: number): string {
  return ms < 24 * 3_600_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 3_600_000)} h`;
}
