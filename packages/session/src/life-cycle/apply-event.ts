import { type Actor, NO_RIGHTS, type SessionEvent, type SessionStateName } from "@ferndiagnose/protocol";
import { accept, refuse, type Transition } from "../transition.ts";
import { endReasons, mayEndFor } from "./end-reasons.ts";
import { isOver, type Session } from "./session.ts";

type Rule = { readonly actor: Actor; readonly from: readonly SessionStateName[] };

/** Who causes an event, and in which states it is possible. `key_issued` and `ended` have rules of their own. */
const rules = {
  key_recognised: { actor: "customer", from: ["key_issued"] },
  joined: { actor: "customer", from: ["recognised"] },
  admitted: { actor: "technician", from: ["joined"] },
  consented: { actor: "customer", from: ["admitted"] },
  armed: { actor: "server", from: ["consented"] },
  live: { actor: "server", from: ["armed"] },
  suspended: { actor: "server", from: ["live", "suspended"] },
  resumed: { actor: "server", from: ["suspended"] },
  rights_changed: { actor: "customer", from: ["consented", "armed", "live", "suspended"] },
  rights_requested: { actor: "technician", from: ["consented", "armed", "live", "suspended"] },
  paused: { actor: "customer", from: ["armed", "live", "suspended"] },
  continued: { actor: "customer", from: ["armed", "live", "suspended"] },
  sealed: { actor: "server", from: ["ended", "expired", "refused", "withdrawn", "aborted"] },
} as const satisfies Record<Exclude<SessionEvent["type"], "key_issued" | "ended">, Rule>;

/**
 * What a session becomes by one event. `session` is undefined before the first event, which must be `key_issued`.
 * An end is possible in every state that is not over: refusing to stop is the mistake that nothing makes good.
 */
export function applyEvent(session: Session | undefined, event: SessionEvent): Transition<Session> {
  if (session === undefined) {
    if (event.type !== "key_issued") return refuse("wrong_state");
    if (event.actor !== "technician") return refuse("wrong_actor");
    return accept({ state: "key_issued", rights: NO_RIGHTS, expiresAt: event.expiresAt });
  }
  if (event.type === "key_issued") return refuse("wrong_state");
  if (event.type === "ended") {
    if (!mayEndFor(event.actor, event.reason)) return refuse("wrong_actor");
    return isOver(session) ? refuse("wrong_state") : accept(end(session, event));
  }
  const rule: Rule = rules[event.type];
  if (event.actor !== rule.actor) return refuse("wrong_actor");
  if (!rule.from.includes(session.state)) return refuse("wrong_state");
  return follow(session, event);
}

type Ended = Extract<SessionEvent, { type: "ended" }>;

function end(session: Session, event: Ended): Session {
  const { suspension: _, isPaused: __, ...rest } = session;
  const { state } = endReasons[event.reason];
  return { ...rest, state, rights: NO_RIGHTS, reason: event.reason, endedAt: event.at };
}

/** Actor and state are right; what remains are conditions of the single event, and the new state. */
function follow(session: Session, event: Exclude<SessionEvent, { type: "key_issued" | "ended" }>): Transition<Session> {
  switch (event.type) {
    case "key_recognised":
      return event.at < session.expiresAt ? accept({ ...session, state: "recognised" }) : refuse("key_expired");
    case "joined":
      return event.at < session.expiresAt ? accept({ ...session, state: "joined" }) : refuse("key_expired");
    case "admitted":
      return accept({ ...session, state: "admitted" });
    case "consented": {
      const { at, termsVersion, privacyVersion } = event;
      return accept({ ...session, state: "consented", consent: { at, termsVersion, privacyVersion } });
    }
    case "armed":
      return accept({ ...session, state: "armed", recordingId: event.recordingId });
    case "live":
      return accept({ ...session, state: "live", liveSince: event.at });
    case "suspended":
      return accept({ ...session, state: "suspended", suspension: event.cause });
    case "resumed": {
      const { suspension: _, ...rest } = session;
      return accept({ ...rest, state: "live" });
    }
    case "rights_changed":
      return accept({ ...session, rights: event.rights });
    case "rights_requested":
      return accept(session);
    case "paused":
      return accept({ ...session, isPaused: true });
    case "continued": {
      const { isPaused: _, ...rest } = session;
      return accept(rest);
    }
    case "sealed": {
      if (session.recordingId === undefined || session.outcome !== undefined) return refuse("wrong_state");
      const state = session.state === "ended" ? "sealed" : session.state;
      return accept({ ...session, state, outcome: event.outcome });
    }
    default:
      return event satisfies never;
  }
}
