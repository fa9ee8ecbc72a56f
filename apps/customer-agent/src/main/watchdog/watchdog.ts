import type { HeldInput, WatchdogCommand, WatchdogReport } from "@ferndiagnose/protocol/ipc";
import type { Clock, Timer } from "../clock.ts";
import { errorFields, type Log } from "../log.ts";

/** A main process that says nothing for this long hangs. It says something five times a second. */
export const silentAtMostMs = 2_000;
const lookEveryMs = 100;
/** Our own clock stood still so long: the whole computer slept, or there was no processor for us. */
const ownStandstillMs = 500;

export interface WatchdogPorts {
  clock: Clock;
  log: Log;
  report(report: WatchdogReport): void;
  /** At once, and whatever state the process is in. */
  kill(processId: number): void;
  release(held: HeldInput): void;
  /** Tells the customer why the program has gone. */
  leaveWord(word: { file: string; args: string[] }, lastedMs: number): void;
  exit(): void;
}

type Watch = Extract<WatchdogCommand, { type: "watch" }>;
type Alive = Extract<WatchdogCommand, { type: "alive" }>;

/**
 * Off is off, also when the main process hangs (promise 5): a process of its own that hears it breathe. When it does not, the
 * picture's process is killed first, then what is held down is let go of, then the main process is killed: with it goes
 * every other process of ours.
 */
export class Watchdog {
  readonly #ports: WatchdogPorts;
  #watch: Watch | undefined;
  #alive: Alive | undefined;
  #heardAtMs = 0;
  #lookedAtMs = 0;
  #timer: Timer | undefined;

  constructor(ports: WatchdogPorts) {
    this.#ports = ports;
  }

  handle(command: WatchdogCommand): void {
    switch (command.type) {
      case "watch":
        this.#watch = command;
        this.#heard();
        this.#lookedAtMs = this.#heardAtMs;
        this.#lookLater();
        return;
      case "alive":
        this.#alive = command;
        this.#heard();
        this.#ports.report({ type: "awake" });
        return;
      case "done":
        this.#timer?.cancel();
        this.#ports.exit();
        return;
      default:
        command satisfies never;
    }
  }

  #heard(): void {
    this.#heardAtMs = this.#ports.clock.now();
  }

  #lookLater(): void {
    this.#timer?.cancel();
    this.#timer = this.#ports.clock.setTimer(lookEveryMs, () => this.#look());
  }

  #look(): void {
    const now = this.#ports.clock.now();
    const hasSlept = now - this.#lookedAtMs > lookEveryMs + ownStandstillMs;
    // A main process that hangs while nothing is shown harms nobody.
    if (hasSlept || !this.#alive?.captureProcessId) this.#heardAtMs = now;
    this.#lookedAtMs = now;
    if (now - this.#heardAtMs > silentAtMostMs) this.#fire(now - this.#heardAtMs);
    else this.#lookLater();
  }

  #fire(silentMs: number): void {
    const { clock, log } = this.#ports;
    const beganAtMs = clock.now();
    const { captureProcessId = 0, held, lastedMs = 0 } = this.#alive ?? {};
    if (captureProcessId > 0) this.#attempt("capture", () => this.#ports.kill(captureProcessId));
    const captureKilledMs = clock.now() - beganAtMs;
    if (held && held.keys.length + held.buttons.length > 0) this.#attempt("release", () => this.#ports.release(held));
    log.warn("watchdog.fired", { silentMs: Math.round(silentMs), captureKilledMs: Math.round(captureKilledMs) });
    const { mainProcessId, word } = this.#watch ?? {};
    if (word) this.#attempt("word", () => this.#ports.leaveWord(word, lastedMs));
    if (mainProcessId !== undefined) this.#attempt("main", () => this.#ports.kill(mainProcessId));
    this.#ports.exit();
  }

  #attempt(step: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#ports.log.warn("watchdog.step_failed", { step, ...errorFields(error) });
    }
  }
}
