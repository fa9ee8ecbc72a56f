import { codeOf } from "@ferndiagnose/server";
import type { Clock, Log, Timer } from "../ports.ts";
import type { MissingPart } from "../recorder/refused-to-arm.ts";
import type { Metrics } from "./metrics.ts";

export interface PartsWatchOptions {
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** Looks whether the operator has a valid auditor set; throws when there is none. */
  readAuditors: () => Promise<unknown>;
  missing: (hasAuditors: boolean) => MissingPart[];
}

const intervalMs = 5_000;

/** Looks now and then what a session could not do without, so that operators hear of it before customers do. */
export class PartsWatch {
  readonly #options: PartsWatchOptions;
  #hasAuditors = false;
  #told = "";
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(options: PartsWatchOptions) {
    this.#options = options;
  }

  /** Resolves after the first look. */
  async start(): Promise<void> {
    await this.#look();
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  get missing(): MissingPart[] {
    return this.#options.missing(this.#hasAuditors);
  }

  async #look(): Promise<void> {
    const { clock, log, metrics, readAuditors } = this.#options;
    try {
      await readAuditors();
      this.#hasAuditors = true;
    } catch (error) {
      if (this.#hasAuditors || this.#told === "") log.error({ code: codeOf(error) }, "auditors.not_ready");
      this.#hasAuditors = false;
    }
    const { missing } = this;
    metrics.setMissing(missing);
    const told = missing.join(" ") || "none";
    if (told !== this.#told) log[missing.length > 0 ? "warn" : "info"]({ missing }, "recorder.parts");
    this.#told = told;
    if (!this.#isStopped) this.#timer = clock.setTimer(intervalMs, () => void this.#look());
  }
}
