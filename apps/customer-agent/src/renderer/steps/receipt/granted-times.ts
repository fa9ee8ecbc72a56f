import type { Receipt } from "@ferndiagnose/protocol";

export interface GrantedTimes {
  readonly seenMs: number;
  readonly controlledMs: number;
  readonly pausedMs: number;
}

/** For how long the screen was there to be seen, mouse and keyboard were there to be used, and the picture was covered in a pause. */
export function grantedTimes(rights: Receipt["rights"]): GrantedTimes {
  const sum = (periods: Receipt["rights"]) =>
    periods.reduce((total, { fromMs, untilMs }) => total + untilMs - fromMs, 0);
  const seen = rights.filter((period) => period.rights.view.kind !== "nothing");
  return {
    seenMs: sum(seen),
    controlledMs: sum(seen.filter((period) => period.rights.control)),
    pausedMs: sum(rights.filter((period) => period.paused)),
  };
}
