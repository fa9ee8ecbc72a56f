/** Why an event was refused; the state stays as it was. All of them travel as the error code `not_possible_now`. */
export type RefusalCause = "wrong_state" | "wrong_actor" | "key_expired" | "exceeds_grant" | "outdated";

export type Refusal = { readonly ok: false; readonly code: "not_possible_now"; readonly cause: RefusalCause };

/** The outcome of offering one event to a state machine. */
export type Transition<State> = { readonly ok: true; readonly state: State } | Refusal;

export function accept<State>(state: State): Transition<State> {
  return { ok: true, state };
}

export function refuse(cause: RefusalCause): Refusal {
  return { ok: false, code: "not_possible_now", cause };
}
