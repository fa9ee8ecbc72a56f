import { type Heartbeat, policy, type RecordingId } from "@ferndiagnose/protocol";
import type { Clock, Timer } from "../clock.ts";
import type { HeartbeatCheck } from "./check-heartbeat.ts";
import { SigningTime } from "./signing-time.ts";

export type GateState =
  /** No valid heartbeat so far. */
  | "waiting"
  | "open"
  /** Something has not been durable for too long, or nobody vouched for it. */
  | "frozen"
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
  readonly #startedAtMs: number;
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
    this.#startedAtMs = options.clock.now();
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
    if (this.#state === "expired" || heartbeat.recordingId !== this.#options.recordingId) return false;
    if (!this.#isNewer(heartbeat)) return false;
    if (!this.#options.check(heartbeat)) return false;
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

  close(): void {
    this.#freezeTimer?.cancel();
    this.#endTimer?.cancel();
  }

  #isNewer({ beat, frameSeq, monoMs }: Heartbeat): boolean {
    return beat > this.#beat && frameSeq >= this.#frameSeq && monoMs >= this.#monoMs;
  }

  #setTimers(): void {
    this.close();
    const hasBeat = this.#beat >= 0;
    const durableAtMs = hasBeat ? this.#signingTime.toOwnTime(this.#durableMonoMs) : this.#startedAtMs;
    const ageMs = this.#options.clock.now() - durableAtMs;
    if (ageMs >= policy.END_AFTER_MS) {
      this.#enter("expired");
      return;
    }
    if (hasBeat) this.#enter(ageMs >= policy.FREEZE_AFTER_MS ? "frozen" : "open");
    this.#endTimer = this.#options.clock.setTimer(policy.END_AFTER_MS - ageMs, () => this.#enter("expired"));
    if (!hasBeat || ageMs >= policy.FREEZE_AFTER_MS) return;
    this.#freezeTimer = this.#options.clock.setTimer(policy.FREEZE_AFTER_MS - ageMs, () => this.#enter("frozen"));
  }

  #enter(state: GateState): void {
    if (this.#state === state) return;
    this.#state = state;
    if (state === "expired") this.close();
    this.#options.onState(state);
  }
}
