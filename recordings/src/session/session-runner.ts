import type { RecorderMessage, RelayCommand, SessionEvent, SessionId } from "@ferndiagnose/protocol";
import type { Ports } from "../ports.ts";
import { type BegunRecording, beginRecording, type RecordingPlace } from "../recorder/begin-recording.ts";
import { type DurableFrame, OpenRecording } from "../recorder/open-recording.ts";
import { RecordedSession } from "./recorded-session.ts";
import type { LifeCycleStep, SessionAction } from "./session-action.ts";

export interface SessionRunnerOptions {
  ports: Ports;
  place: RecordingPlace;
  sessionId: SessionId;
  history: readonly SessionEvent[];
  isRelayReady: () => boolean;
  tellPortal: (message: RecorderMessage) => void;
  commandRelay: (command: RelayCommand) => void;
  onDurable: (frame: DurableFrame) => void;
  onStep: (step: LifeCycleStep) => void;
  onOver: () => void;
}

/** A disk that has not taken the end within this time will not. */
const sealMs = 30_000;

/** Gives one recorded session its file, its relay and its portal. */
export class SessionRunner {
  readonly session: RecordedSession;
  readonly #options: SessionRunnerOptions;
  #recording: OpenRecording | undefined;

  constructor(options: SessionRunnerOptions) {
    this.#options = options;
    this.session = new RecordedSession({
      sessionId: options.sessionId,
      clock: options.ports.clock,
      history: options.history,
      lagMs: () => this.lagMs,
      act: (action) => this.#act(action),
    });
  }

  get lagMs(): number {
    return this.#recording?.lagMs ?? 0;
  }

  async prepare(): Promise<void> {
    const { ports, place, sessionId, isRelayReady } = this.#options;
    try {
      if (!isRelayReady()) throw new Error("The media relay is not running");
      this.#open(await beginRecording(place, sessionId, ports));
    } catch (error) {
      ports.log.error({ sessionId, code: codeOf(error) }, "recording.not_ready");
      this.session.handleNotReady();
    }
  }

  #open({ created, file, startUs }: BegunRecording): void {
    const { ports, sessionId, onDurable } = this.#options;
    const recording = new OpenRecording({
      clock: ports.clock,
      created,
      file,
      startUs,
      onDurable,
      onFailed: (error) => {
        ports.log.error({ sessionId, recordingId: recording.recordingId, code: codeOf(error) }, "recording.failed");
        this.session.handleWriteFailed();
      },
    });
    this.#recording = recording;
    const recordingKey = Buffer.from(created.header.signingKey, "hex").toString("base64url");
    this.session.handleReady(recording.recordingId, recordingKey, recording.elapsedUs);
  }

  #act(action: SessionAction): void {
    const { tellPortal, commandRelay, onStep, onOver, ports, sessionId } = this.#options;
    switch (action.type) {
      case "tell_portal":
        tellPortal(action.message);
        return;
      case "command_relay":
        commandRelay(action.command);
        return;
      case "record_event":
        this.#recording?.addEvent(action.event);
        return;
      case "record_batch":
        this.#recording?.addBatch(action.records);
        return;
      case "beat":
        if (this.#recording) tellPortal({ type: "heartbeat", sessionId, heartbeat: this.#recording.heartbeat() });
        return;
      case "seal":
        void this.#seal(action.reason);
        return;
      case "abandon":
        void this.#abandon();
        return;
      case "log":
        ports.log.info({ sessionId, ...action.fields }, `session.${action.step}`);
        onStep(action.step);
        return;
      case "over":
        onOver();
        return;
      default:
        action satisfies never;
    }
  }

  async #seal(reason: string): Promise<void> {
    const giveUp = this.#options.ports.clock.setTimer(sealMs, () => this.session.handleWriteFailed());
    try {
      await this.#recording?.finish(reason);
      this.session.handleSealed();
    } catch (error) {
      // A failing file has told so already; then this is the same failure once more and changes nothing.
      this.#options.ports.log.error({ sessionId: this.session.sessionId, code: codeOf(error) }, "recording.not_sealed");
      this.session.handleWriteFailed();
    } finally {
      giveUp.cancel();
    }
  }

  async #abandon(): Promise<void> {
    try {
      await this.#recording?.abandon();
    } catch (error) {
      this.#options.ports.log.error({ sessionId: this.session.sessionId, code: codeOf(error) }, "recording.not_closed");
    }
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" ? code : "internal";
}
