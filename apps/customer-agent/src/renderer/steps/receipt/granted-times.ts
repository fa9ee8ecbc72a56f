import type { Receipt } from "@ferndiagnose/protocol";

/** For how long the screen was there to be seen, and for how long mouse and keyboard were there to be used. */
export function grantedTimes(rights: Receipt["rights"]): { seenMs: number; controlledMs: number } {
  const sum = (periods: Receipt["rights"]) =>
    periods.reduce((total, { fromMs, untilMs }) => total + untilMs - fromMs, 0);
  const seen = rights.filter((period) => period.rights.view.kind !== "nothing");
  return { seenMs: sum(seen), controlledMs: sum(seen.filter((period) => period.rights.control)) };
}
