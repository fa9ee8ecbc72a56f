import { type HeldInput, type WatchdogCommand, WatchdogReport } from "@ferndiagnose/protocol/ipc";
import type { Clock, Timer } from "../clock.ts";
import { silentAtMostMs } from "./watchdog.ts";

const breathEveryMs = 200;
/** A process takes its time to start on a busy computer. */
const awakeWithinMs = 15_000;

/** What the watchdog has to know about this program, as it is now. */
export interface WatchdogSubject {
  /** 0 while there is none. */
  captureProcessId(): number;
  held(): HeldInput;
  lastedMs(): number;
  /** From here on there may be something to watch over. */
  onAwake(): void;
  /** Nobody watches over us any more. */
  onLost(): void;
}

/** The other process. */
export interface WatchdogProcess {
  post(command: WatchdogCommand): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/** The main process's side: breathes, and notices when nobody hears it. */
export class WatchdogLink {
  readonly #clock: Clock;
  readonly #process: WatchdogProcess;
  readonly #subject: WatchdogSubject;
  readonly #startedAtMs: number;
  #heardAtMs: number | undefined;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(
    clock: Clock,
    process: WatchdogProcess,
    subject: WatchdogSubject,
    watch: Omit<Extract<WatchdogCommand, { type: "watch" }>, "type">,
  ) {
    this.#clock = clock;
    this.#process = process;
    this.#subject = subject;
    this.#startedAtMs = clock.now();
    process.onMessage((message) => {
      if (WatchdogReport.safeParse(message).success) this.#hear();
    });
    process.onExit(() => this.#lost());
    process.post({ type: "watch", ...watch });
    this.#breathe();
  }

  get isAwake(): boolean {
    return this.#heardAtMs !== undefined && !this.#isClosed;
  }

  /** Something of what the watchdog knows has changed. */
  tell(): void {
    if (this.#isClosed) return;
    this.#process.post({
      type: "alive",
      captureProcessId: this.#subject.captureProcessId(),
      held: this.#subject.held(),
      lastedMs: Math.max(0, Math.round(this.#subject.lastedMs())),
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#process.post({ type: "done" });
  }

  #breathe(): void {
    if (this.#isClosed) return;
    const now = this.#clock.now();
    const giveUpAtMs =
      this.#heardAtMs === undefined ? this.#startedAtMs + awakeWithinMs : this.#heardAtMs + silentAtMostMs;
    if (now > giveUpAtMs) {
      this.#process.kill();
      this.#lost();
      return;
    }
    this.tell();
    this.#timer = this.#clock.setTimer(breathEveryMs, () => this.#breathe());
  }

  #hear(): void {
    const wasAwake = this.isAwake;
    this.#heardAtMs = this.#clock.now();
    if (!wasAwake && this.isAwake) this.#subject.onAwake();
  }

  #lost(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#subject.onLost();
  }
}
