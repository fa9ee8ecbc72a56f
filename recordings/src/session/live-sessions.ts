import type { EndReason, RecorderMessage, RelayCommand, SessionId, ToRecorder } from "@ferndiagnose/protocol";
import type { Metrics } from "../operations/metrics.ts";
import type { Ports } from "../ports.ts";
import type { RecordingPlace } from "../recorder/begin-recording.ts";
import type { Closings } from "../recorder/closings.ts";
import type { MissingPart } from "../recorder/refused-to-arm.ts";
import type { SessionReport } from "../relay-host/relay-link.ts";
import { SessionRunner } from "./session-runner.ts";

export interface LiveSessionsOptions {
  ports: Ports;
  metrics: Metrics;
  place: RecordingPlace;
  closings: Closings;
  /** How many at a time. */
  capacity: number;
  tellPortal: (message: RecorderMessage) => void;
  commandRelay: (command: RelayCommand) => void;
  /** A recording began, or has its end. */
  onChange: (sessionId: SessionId) => void;
}

/** The sessions that are being recorded, each for itself: what becomes of one does not touch another. */
export class LiveSessions {
  readonly #options: LiveSessionsOptions;
  readonly #running = new Map<SessionId, SessionRunner>();
  #isClosed = false;

  constructor(options: LiveSessionsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#running.size;
  }

  get room(): number {
    return Math.max(0, this.#options.capacity - this.#running.size);
  }

  handlePortalMessage(message: Extract<ToRecorder, { sessionId: SessionId }>): void {
    if (message.type === "arm") this.#arm(message);
    else this.#running.get(message.sessionId)?.session.handlePortalMessage(message);
  }

  handleRelayReport(report: SessionReport): void {
    this.#running.get(report.sessionId)?.session.handleRelayReport(report);
  }

  handleRelayLost(): void {
    for (const { session } of [...this.#running.values()]) session.handleRelayLost();
  }

  /** Something of this session went wrong here. One that is not running yet ends when the portal says so. */
  fail(sessionId: SessionId): void {
    const session = this.#running.get(sessionId)?.session;
    if (session?.isRunning) session.end("program_failed");
    else this.#options.tellPortal({ type: "ended", sessionId, reason: "program_failed" });
  }

  endAll(reason: EndReason): void {
    for (const { session } of [...this.#running.values()]) session.end(reason);
  }

  /** No session is armed any more. */
  close(): void {
    this.#isClosed = true;
  }

  #arm(arm: Extract<ToRecorder, { type: "arm" }>): void {
    const { sessionId } = arm;
    if (this.#running.has(sessionId)) return;
    if (this.#isClosed || this.room === 0) {
      this.#refuse(sessionId, "recorder_unavailable");
      return;
    }
    const { metrics, capacity: _, onChange, ...options } = this.#options;
    const runner = new SessionRunner({
      ...options,
      arm,
      onDurable: (frame) => metrics.durable(frame),
      onStep: (step) => {
        metrics.step(step);
        if (step === "armed" || step === "sealed") onChange(sessionId);
      },
      onRecovered: () => {
        metrics.recovered(1, 0);
        onChange(sessionId);
      },
      onOver: () => {
        this.#running.delete(sessionId);
        metrics.setSessions(this.#running.size);
      },
    });
    this.#running.set(sessionId, runner);
    metrics.setSessions(this.#running.size);
    void runner.prepare();
  }

  #refuse(sessionId: SessionId, code: MissingPart): void {
    this.#options.ports.log.warn({ sessionId, code }, "session.arm_refused");
    this.#options.tellPortal({ type: "arm_refused", sessionId, code });
  }
}
