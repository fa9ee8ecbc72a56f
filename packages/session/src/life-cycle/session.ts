import type { RecordingId, Rights, SessionEvent, SessionStateName, UnixMs } from "@ferndiagnose/protocol";

type EventOf<Type extends SessionEvent["type"]> = Extract<SessionEvent, { type: Type }>;

/** What is known of a session after its events so far. Optional parts are absent until their event has come. */
export type Session = {
  readonly state: SessionStateName;
  /** What the customer last set; nothing before the first grant and after the end. */
  readonly rights: Rights;
  /** When the session key stops being accepted. */
  readonly expiresAt: UnixMs;
  readonly consent?: { readonly at: UnixMs; readonly termsVersion: string; readonly privacyVersion: string };
  readonly recordingId?: RecordingId;
  readonly liveSince?: UnixMs;
  /** Only in the state `suspended`. */
  readonly suspension?: EventOf<"suspended">["cause"];
  /** The customer has covered the picture; until they uncover it or the session is over. */
  readonly isPaused?: true;
  readonly reason?: EventOf<"ended">["reason"];
  readonly endedAt?: UnixMs;
  /** How the recording was closed. Present in `sealed`, and after a side exit that had a recording. */
  readonly outcome?: EventOf<"sealed">["outcome"];
};

const overStates: ReadonlySet<SessionStateName> = new Set([
  "ended",
  "sealed",
  "expired",
  "refused",
  "withdrawn",
  "aborted",
]);

/** Whether nobody can do anything in this session any more; only its recording may still be sealed. */
export function isOver(session: Pick<Session, "state">): boolean {
  return overStates.has(session.state);
}
