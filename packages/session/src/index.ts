export { applyEvent } from "./life-cycle/apply-event.ts";
export { mayEndFor } from "./life-cycle/end-reasons.ts";
export { foldSession } from "./life-cycle/fold-session.ts";
export { isOver, type Session } from "./life-cycle/session.ts";
export {
  applyGrantEvent,
  effectiveRights,
  type FreezeCause,
  type Grant,
  type GrantEvent,
  noGrant,
  type Origin,
} from "./rights/grant.ts";
export { mayInject } from "./rights/may-inject.ts";
export type { Refusal, RefusalCause, Transition } from "./transition.ts";
