import type { EndReason } from "@ferndiagnose/protocol";
import type { Clock } from "../clock.ts";
import { errorFields, type Log } from "../log.ts";

export interface KillSwitchPorts {
  clock: Clock;
  log: Log;
  /** Synchronous and at once: after it nothing from the other side is accepted any more. */
  blockInput(): void;
  /** Synchronous: lets go of what is held down. */
  releaseInput(): void;
  /** Ends the process that takes and sends the picture; resolves once it is gone. */
  killCapture(): Promise<void>;
  /** Tells the server, if it can be told. */
  tell(reason: EndReason): void;
}

export interface StopReport {
  reason: EndReason;
  /** From the trigger on, by the monotonic clock. */
  inputStoppedMs: number;
  /** When the picture's process had been killed: from here on it cannot run another instruction. */
  captureKilledMs: number;
  /** When its end had been seen. A busy machine needs time for that. */
  captureGoneMs: number;
}

/**
 * Off is off (promise 5): input is blocked first, in this very turn of the event loop, then the picture's process is
 * killed, then held keys are let go of, and only then the server is told. No step waits for the network, and none is left out because another one failed.
 */
export class KillSwitch {
  readonly #ports: KillSwitchPorts;
  #stopping: Promise<StopReport> | undefined;

  constructor(ports: KillSwitchPorts) {
    this.#ports = ports;
  }

  get isThrown(): boolean {
    return this.#stopping !== undefined;
  }

  /** The first reason counts; later calls get the first report. */
  throw(reason: EndReason): Promise<StopReport> {
    this.#stopping ??= this.#stop(reason);
    return this.#stopping;
  }

  #stop(reason: EndReason): Promise<StopReport> {
    const { clock, log } = this.#ports;
    const triggeredAt = clock.now();
    this.#attempt("block", () => this.#ports.blockInput());
    const inputStoppedMs = clock.now() - triggeredAt;
    let gone: Promise<void> = Promise.resolve();
    this.#attempt("capture", () => {
      gone = this.#ports.killCapture();
    });
    const captureKilledMs = clock.now() - triggeredAt;
    this.#attempt("release", () => this.#ports.releaseInput());
    this.#attempt("tell", () => this.#ports.tell(reason));
    return gone
      .catch((error: unknown) => log.warn("kill_switch.step_failed", { step: "capture", ...errorFields(error) }))
      .then(() => {
        const report = { reason, inputStoppedMs, captureKilledMs, captureGoneMs: clock.now() - triggeredAt };
        log.info("session.stopped", {
          reason,
          inputStoppedMs: rounded(inputStoppedMs),
          captureKilledMs: rounded(captureKilledMs),
          captureGoneMs: rounded(report.captureGoneMs),
        });
        return report;
      });
  }

  #attempt(step: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#ports.log.warn("kill_switch.step_failed", { step, ...errorFields(error) });
    }
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
