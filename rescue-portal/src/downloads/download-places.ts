import { ProtocolError, type SessionId } from "@ferndiagnose/protocol";
import type { Clock, Timer } from "../ports.ts";

export interface DownloadLimits {
  readonly perSession: number;
  readonly overall: number;
  /** How long one download may take. */
  readonly withinMs: number;
  /** How long it may go on after its session's end: the file is good for the next key as well. */
  readonly graceMs: number;
}

interface Running {
  readonly cut: () => void;
  timer: Timer;
}

/** How many downloads run at once, of one session and of all, and how long: who reads slowly holds places, but few, and not for ever. */
export class DownloadPlaces {
  readonly #clock: Clock;
  readonly #limits: DownloadLimits;
  readonly #running = new Map<SessionId, Set<Running>>();
  #count = 0;

  constructor(clock: Clock, limits: DownloadLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Throws `too_many_attempts` when there is none. `cut` is called when the time is over. Returns what gives the place back. */
  take(sessionId: SessionId, cut: () => void): () => void {
    const { perSession, overall, withinMs } = this.#limits;
    const downloads = this.#running.get(sessionId) ?? new Set<Running>();
    if (downloads.size >= perSession || this.#count >= overall)
      throw new ProtocolError("too_many_attempts", { retryAfterSeconds: 10 });
    const download: Running = { cut, timer: this.#clock.setTimer(withinMs, cut) };
    this.#running.set(sessionId, downloads.add(download));
    this.#count++;
    return () => {
      if (!downloads.delete(download)) return;
      download.timer.cancel();
      this.#count--;
      if (downloads.size === 0) this.#running.delete(sessionId);
    };
  }

  /** What is still running of this session is cut after the time of grace. */
  sessionEnded(sessionId: SessionId): void {
    for (const download of this.#running.get(sessionId) ?? []) {
      download.timer.cancel();
      download.timer = this.#clock.setTimer(this.#limits.graceMs, download.cut);
    }
  }
}
