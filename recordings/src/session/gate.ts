import { policy } from "@ferndiagnose/protocol";

/** `open`: everything passes. `frozen`: no picture, no input. `over`: the session has to end. */
export type GateState = "open" | "frozen" | "over";

/** Once frozen, this little may be waiting before it opens again, so that it does not flutter. */
const openAgainMs = 1_000;

/**
 * Promise 6 as a function: what the age of the oldest record that is not yet durable does to the gate.
 * There is no way back from `over`, and no override.
 */
export function nextGateState(state: GateState, lagMs: number): GateState {
  if (state === "over" || lagMs > policy.END_AFTER_MS) return "over";
  if (lagMs > policy.FREEZE_AFTER_MS) return "frozen";
  return state === "frozen" && lagMs > openAgainMs ? "frozen" : "open";
}
