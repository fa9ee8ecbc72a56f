import { ProtocolError, type SessionEvent, type SessionId } from "@ferndiagnose/protocol";
import { applyEvent, foldSession, type Session } from "@ferndiagnose/session";
import type { SessionChange, SessionStore } from "./session-store.ts";

/** The events of one session and the state they add up to. An event counts only once it is stored. */
export class SessionJournal {
  readonly #id: SessionId;
  readonly #store: SessionStore;
  readonly #events: SessionEvent[];
  #session: Session;

  /** Throws when the stored events do not add up to a session. */
  constructor(id: SessionId, store: SessionStore, events: readonly SessionEvent[]) {
    const folded = foldSession(events);
    if (!folded.ok) throw new Error(`The stored events of a session were refused: ${folded.cause}.`);
    this.#id = id;
    this.#store = store;
    this.#events = [...events];
    this.#session = folded.state;
  }

  get session(): Session {
    return this.#session;
  }

  get events(): readonly SessionEvent[] {
    return this.#events;
  }

  /** Stores the event, then counts it. Throws `not_possible_now` when the session does not allow it. */
  async append(event: SessionEvent, change?: SessionChange): Promise<void> {
    const next = this.#after(event);
    await this.#store.append(this.#id, this.#events.length, event, change);
    this.#count(event, next);
  }

  /**
   * As `append`, except that a failing store does not stop it: an end must reach both sides whatever happens. Returns
   * what went wrong with the store.
   */
  async appendEnd(event: SessionEvent & { type: "ended" }): Promise<unknown> {
    const next = this.#after(event);
    let failure: unknown;
    try {
      await this.#store.append(this.#id, this.#events.length, event, { ended_at: event.at });
    } catch (error) {
      failure = error;
    }
    this.#count(event, next);
    return failure;
  }

  #after(event: SessionEvent): Session {
    const transition = applyEvent(this.#session, event);
    if (!transition.ok) throw new ProtocolError(transition.code, { cause: transition.cause });
    return transition.state;
  }

  #count(event: SessionEvent, next: Session): void {
    this.#events.push(event);
    this.#session = next;
  }
}
