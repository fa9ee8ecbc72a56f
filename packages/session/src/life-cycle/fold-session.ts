import type { SessionEvent } from "@ferndiagnose/protocol";
import { accept, refuse, type Transition } from "../transition.ts";
import { applyEvent } from "./apply-event.ts";
import type { Session } from "./session.ts";

/** A session from its stored events, in their order. Refused at the first event that was not possible, or without any. */
export function foldSession(events: Iterable<SessionEvent>): Transition<Session> {
  let session: Session | undefined;
  for (const event of events) {
    const transition = applyEvent(session, event);
    if (!transition.ok) return transition;
    session = transition.state;
  }
  return session === undefined ? refuse("wrong_state") : accept(session);
}
