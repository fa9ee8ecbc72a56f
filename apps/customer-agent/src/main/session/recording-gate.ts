import { type Heartbeat, policy, type RecordingId } from "@ferndiagnose/protocol";
import type { Clock, Timer } from "../clock.ts";
import type { HeartbeatCheck } from "./check-heartbeat.ts";
import { SigningTime } from "./signing-time.ts";

export type GateState =
  /** No valid heartbeat so far, or none since we came back. */
  | "waiting"
  | "open"
  /** Something has not been durable for too long, or nobody vouched for it. */
  | "frozen"
  /** Our own connection is gone: closed, and no time runs here. The window for coming back does. */
  | "paused"
  /** For ever. */
  | "expired";

export interface RecordingGateOptions {
  clock: Clock;
  recordingId: RecordingId;
  check: HeartbeatCheck;
  onState(state: GateState): void;
}

/**
 * No recording, no session (promise 6), as the customer's own program sees it. It believes nothing but signatures: a
 * heartbeat vouches for everything up to `lagMs` before it was signed, however late it is handed over. 3 s after that
 * time it freezes, 10 s after it ends.
 */
export class RecordingGate {
  readonly #options: RecordingGateOptions;
  #state: GateState = "waiting";
  /** The time without heartbeats counts from here at the earliest. */
  #judgedFromMs: number;
  #hasProof = false;
  readonly #signingTime = new SigningTime();
  #beat = -1;
  #frameSeq = -1;
  #monoMs = 0;
  /** Up to here the recording is durable, by the recorder's clock. */
  #durableMonoMs = Number.NEGATIVE_INFINITY;
  #lastLagMs = 0;
  #freezeTimer: Timer | undefined;
  #endTimer: Timer | undefined;

  constructor(options: RecordingGateOptions) {
    this.#options = options;
    this.#judgedFromMs = options.clock.now();
    this.#setTimers();
  }

  get state(): GateState {
    return this.#state;
  }

  /** Why it expired: the recorder fell silent, or it said that it cannot store. */
  get expiryReason(): "recorder_lost" | "recording_not_durable" {
    return this.#lastLagMs > policy.FREEZE_AFTER_MS ? "recording_not_durable" : "recorder_lost";
  }

  /** False for a heartbeat that is forged, repeated, or another recording's. It changes nothing then. */
  handleHeartbeat(heartbeat: Heartbeat): boolean {
    if (this.#state === "expired" || this.#state === "paused") return false;
    if (heartbeat.recordingId !== this.#options.recordingId || !this.#isNewer(heartbeat)) return false;
    if (!this.#options.check(heartbeat)) return false;
    this.#hasProof = true;
    this.#beat = heartbeat.beat;
    this.#frameSeq = heartbeat.frameSeq;
    this.#monoMs = heartbeat.monoMs;
    this.#lastLagMs = heartbeat.lagMs;
    this.#signingTime.learn(this.#options.clock.now(), heartbeat.monoMs);
    // A later heartbeat cannot make undurable what an earlier one vouched for.
    this.#durableMonoMs = Math.max(this.#durableMonoMs, heartbeat.monoMs - heartbeat.lagMs);
    this.#setTimers();
    return true;
  }

  /** No heartbeat can come. Closed until `resume` and the next one after it. */
  pause(): void {
    if (this.#state === "expired") return;
    this.close();
    this.#hasProof = false;
    this.#enter("paused");
  }

  /** The 10 s begin anew; what was heard before the pause opens nothing. */
  resume(): void {
    if (this.#state !== "paused") return;
    this.#judgedFromMs = this.#options.clock.now();
    this.#enter("waiting");
    this.#setTimers();
  }

  close(): void {
    this.#freezeTimer?.cancel();
    this.#endTimer?.cancel();
  }

  #isNewer({ beat, frameSeq, monoMs }: Heartbeat): boolean {
    return beat > this.#beat && frameSeq >= this.#frameSeq && monoMs >= this.#monoMs;
  }

  #setTimers(): void {
    this.close();
    const { clock } = this.#options;
    const durableAtMs = this.#beat < 0 ? Number.NEGATIVE_INFINITY : this.#signingTime.toOwnTime(this.#durableMonoMs);
    const endInMs = Math.max(durableAtMs, this.#judgedFromMs) + policy.END_AFTER_MS - clock.now();
    if (endInMs <= 0) {
      this.#enter("expired");
      return;
    }
    this.#endTimer = clock.setTimer(endInMs, () => this.#enter("expired"));
    if (!this.#hasProof) return;
    const freezeInMs = durableAtMs + policy.FREEZE_AFTER_MS - clock.now();
    if (freezeInMs > 0) this.#freezeTimer = clock.setTimer(freezeInMs, () => this.#enter("frozen"));
    this.#enter(freezeInMs > 0 ? "open" : "frozen");
  }

  #enter(state: GateState): void {
    if (this.#state === state) return;
    this.#state = state;
    if (state === "expired") this.close();
    this.#options.onState(state);
  }
}
