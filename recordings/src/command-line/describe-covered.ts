import type { CoveredPeriod } from "@ferndiagnose/playback";
import { duration } from "./describe-verdict.ts";

const words: Record<CoveredPeriod["kind"], string> = {
  paused: "paused by the customer",
  masked: "chosen windows only",
};

/** When the picture was covered or masked, a line each; none says so. */
export function describeCovered(covered: readonly CoveredPeriod[]): string[] {
  if (covered.length === 0) return ["covered      never: nothing was paused, nothing masked"];
  return covered.map(
    ({ kind, fromMs, untilMs }) => `covered      ${duration(fromMs)} to ${duration(untilMs)}  ${words[kind]}`,
  );
}
