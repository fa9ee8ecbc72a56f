import { ProtocolError, type SessionId } from "@ferndiagnose/protocol";

/** How many downloads run at once, of one session and of all: who reads slowly holds places, but few. */
export class DownloadPlaces {
  readonly #perSession: number;
  readonly #overall: number;
  readonly #taken = new Map<SessionId, number>();
  #running = 0;

  constructor({ perSession, overall }: { perSession: number; overall: number }) {
    this.#perSession = perSession;
    this.#overall = overall;
  }

  /** Throws `too_many_attempts` when there is none. Returns what gives the place back. */
  take(sessionId: SessionId): () => void {
    const taken = this.#taken.get(sessionId) ?? 0;
    if (taken >= this.#perSession || this.#running >= this.#overall)
      throw new ProtocolError("too_many_attempts", { retryAfterSeconds: 10 });
    this.#taken.set(sessionId, taken + 1);
    this.#running++;
    return () => {
      const left = (this.#taken.get(sessionId) ?? 1) - 1;
      if (left === 0) this.#taken.delete(sessionId);
      else this.#taken.set(sessionId, left);
      this.#running--;
    };
  }
}
