import type { Clock, Timer } from "./clock.ts";

/** `lost` may come back by itself or by a new connection, `failed` does not. */
export type ConnectionState = "connecting" | "connected" | "lost" | "failed";

/** A short loss heals by itself: ICE keeps checking. After this time we start anew. */
const PATIENCE_MS = 2_000;
/** A new connection that is not there after this time is given up for the next one. */
const ATTEMPT_MS = 8_000;

export interface ConnectionWatchOptions {
  clock: Clock;
  /** From the first sign of loss until `failed`. */
  windowMs: number;
  onState(state: ConnectionState): void;
  /** The time to start anew; called again for each further attempt. */
  onRestart(): void;
}

/**
 * Turns the states of one peer connection after the other into one history, and says when to start anew.
 * The relay's library cannot restart ICE, so starting anew means a new peer connection on both sides of a leg.
 */
export class ConnectionWatch {
  readonly #options: ConnectionWatchOptions;
  #state: ConnectionState = "connecting";
  #next: Timer | undefined;
  #deadline: Timer | undefined;

  constructor(options: ConnectionWatchOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** An attempt began; the first one has its time limit too. */
  handleAttempt(): void {
    if (this.#state === "failed") return;
    this.#deadline ??= this.#options.clock.setTimer(this.#options.windowMs, () => this.#fail());
    this.#restartIn(ATTEMPT_MS);
  }

  handlePeerState(state: RTCPeerConnectionState): void {
    if (this.#state === "failed") return;
    switch (state) {
      case "connected":
        this.close();
        this.#enter("connected");
        break;
      case "disconnected":
        this.#lose(PATIENCE_MS);
        break;
      case "failed":
        this.#lose(0);
        break;
      case "new":
      case "connecting":
      case "closed":
        break;
    }
  }

  /** Sets no further timer by itself; a new attempt wakes it again. */
  close(): void {
    this.#next?.cancel();
    this.#deadline?.cancel();
    this.#next = undefined;
    this.#deadline = undefined;
  }

  #lose(patienceMs: number): void {
    this.#deadline ??= this.#options.clock.setTimer(this.#options.windowMs, () => this.#fail());
    if (this.#state === "connected") this.#enter("lost");
    this.#restartIn(patienceMs);
  }

  #restartIn(delayMs: number): void {
    this.#next?.cancel();
    this.#next = this.#options.clock.setTimer(delayMs, () => {
      this.#restartIn(ATTEMPT_MS);
      this.#options.onRestart();
    });
  }

  #fail(): void {
    this.close();
    this.#enter("failed");
  }

  #enter(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
