import type { ChildProcess } from "node:child_process";
import type { Clock, Log, Timer } from "@ferndiagnose/server";
import { endProcess } from "./end-process.ts";

export interface KeptProcessOptions {
  /** For the log: "key warden". */
  readonly name: string;
  readonly child: ChildProcess;
  /** Starts it as it was, where the others will look for it. */
  readonly startAgain: () => ChildProcess | Promise<ChildProcess>;
  /** From here on everything ends, and nothing is started again. */
  readonly ending: AbortSignal;
  readonly clock: Pick<Clock, "now" | "setTimer">;
  readonly log: Pick<Log, "info" | "warn">;
}

/** Before the next start; one that ends over and over is not started over and over without pause. */
export const shortestPauseMs = 1_000;
export const longestPauseMs = 60_000;

/** A program that is started again when it ends by itself, until it is stopped. */
export class KeptProcess {
  readonly #options: KeptProcessOptions;
  #child: ChildProcess;
  #startedAt: number;
  #pauseMs = shortestPauseMs;
  #timer: Timer | undefined;
  #starting: Promise<void> | undefined;
  #isStopped = false;

  constructor(options: KeptProcessOptions) {
    this.#options = options;
    this.#child = options.child;
    this.#startedAt = options.clock.now();
    this.#watch();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends it in order and waits until it is gone. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#starting;
    await endProcess(this.#child);
  }

  get #isEnding(): boolean {
    return this.#isStopped || this.#options.ending.aborted;
  }

  #watch(): void {
    const child = this.#child;
    const seen = () => this.#handleEnd(child.signalCode ?? `exit.${child.exitCode}`);
    if (child.exitCode !== null || child.signalCode !== null) seen();
    else child.once("exit", seen);
  }

  #handleEnd(reason: string): void {
    if (this.#isEnding) return;
    const { name, clock, log } = this.#options;
    if (clock.now() - this.#startedAt >= longestPauseMs) this.#pauseMs = shortestPauseMs;
    log.warn({ reason }, `${name} ended`);
    this.#startLater();
  }

  #startLater(): void {
    this.#timer = this.#options.clock.setTimer(this.#pauseMs, () => {
      this.#starting = this.#startAgain();
    });
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }

  async #startAgain(): Promise<void> {
    if (this.#isEnding) return;
    const { name, clock, log, startAgain } = this.#options;
    try {
      this.#child = await startAgain();
    } catch (error) {
      log.warn({ err: error }, `${name} did not start`);
      if (!this.#isEnding) this.#startLater();
      return;
    }
    this.#startedAt = clock.now();
    log.info({}, `${name} started again`);
    this.#watch();
  }
}
