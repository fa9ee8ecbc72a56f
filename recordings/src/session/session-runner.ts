import type {
  Receipt,
  RecorderMessage,
  RelayCommand,
  SessionEvent,
  SignedReceipt,
  ToRecorder,
} from "@ferndiagnose/protocol";
import { toHex } from "@ferndiagnose/sealed-recording";
import { codeOf } from "@ferndiagnose/server";
import type { Ports } from "../ports.ts";
import { ReceiptDraft, receiptStatement } from "../receipts/receipt-draft.ts";
import { Anchors } from "../recorder/anchors.ts";
import { type BegunRecording, beginRecording, type RecordingPlace } from "../recorder/begin-recording.ts";
import type { Closings } from "../recorder/closings.ts";
import { type DurableFrame, OpenRecording } from "../recorder/open-recording.ts";
import { RefusedToArm } from "../recorder/refused-to-arm.ts";
import { RecordedSession } from "./recorded-session.ts";
import type { LifeCycleStep, SessionAction } from "./session-action.ts";

export interface SessionRunnerOptions {
  ports: Ports;
  place: RecordingPlace;
  closings: Closings;
  arm: Extract<ToRecorder, { type: "arm" }>;
  tellPortal: (message: RecorderMessage) => void;
  commandRelay: (command: RelayCommand) => void;
  onDurable: (frame: DurableFrame) => void;
  onStep: (step: LifeCycleStep) => void;
  onOver: () => void;
  /** A recording whose file failed has its end after all, by the recovery key. */
  onRecovered: () => void;
}

/** One recording with what accompanies it while it runs. */
interface Running {
  recording: OpenRecording;
  anchors: Anchors;
  receipt: ReceiptDraft;
  recordingKey: string;
}

/** A disk that has not taken the end within this time will not. */
const sealMs = 30_000;

/** Gives one recorded session its file, its relay and its portal. */
export class SessionRunner {
  readonly session: RecordedSession;
  readonly #options: SessionRunnerOptions;
  #running: Running | undefined;

  constructor(options: SessionRunnerOptions) {
    this.#options = options;
    this.session = new RecordedSession({
      sessionId: options.arm.sessionId,
      clock: options.ports.clock,
      history: options.arm.history,
      lagMs: () => this.lagMs,
      act: (action) => this.#act(action),
    });
  }

  get lagMs(): number {
    return this.#running ? Math.max(this.#running.recording.lagMs, this.#running.anchors.lagMs) : 0;
  }

  async prepare(): Promise<void> {
    const { ports, place, arm } = this.#options;
    try {
      this.#open(await beginRecording(place, arm, ports));
    } catch (error) {
      const code = error instanceof RefusedToArm ? error.code : "recorder_not_ready";
      const cause = codeOf(error instanceof RefusedToArm ? error.cause : error);
      ports.log.error({ sessionId: arm.sessionId, code, cause }, "recording.not_ready");
      this.session.handleNotReady(code);
    }
  }

  #open({ created, file, createdAtMs, startUs }: BegunRecording): void {
    const { ports, place, arm, onDurable } = this.#options;
    const { sessionId, organisation, technician } = arm;
    const recording = new OpenRecording({
      clock: ports.clock,
      created,
      file,
      startUs,
      onDurable,
      onFailed: (error) => {
        ports.log.error({ sessionId, recordingId, code: codeOf(error) }, "recording.failed");
        this.session.handleWriteFailed();
      },
    });
    const { recordingId } = recording;
    const anchors = new Anchors({
      clock: ports.clock,
      append: async () => {
        const { seq, hash } = recording.head;
        await place.journal.append("anchor", { recordingId, seq, hash: toHex(hash) }, { recordingId });
      },
      onFailed: (error) => ports.log.error({ sessionId, recordingId, code: codeOf(error) }, "recording.not_anchored"),
    });
    const log = place.journal.origin;
    const receipt = new ReceiptDraft({ sessionId, recordingId, organisation, technician, startedAt: createdAtMs, log });
    const recordingKey = Buffer.from(created.header.signingKey, "hex").toString("base64url");
    this.#running = { recording, anchors, receipt, recordingKey };
    this.session.handleReady(recordingId, recordingKey, recording.elapsedUs);
  }

  #act(action: SessionAction): void {
    const { tellPortal, commandRelay, onStep, onOver, ports } = this.#options;
    switch (action.type) {
      case "tell_portal":
        tellPortal(action.message);
        return;
      case "command_relay":
        commandRelay(action.command);
        return;
      case "record_event":
        this.#recordEvent(action.event);
        return;
      case "record_marker":
        this.#running?.recording.addMarker(action.marker);
        return;
      case "record_batch":
        this.#running?.recording.addBatch(action.records);
        return;
      case "beat":
        this.#beat();
        return;
      case "seal":
        void this.#seal(action.reason);
        return;
      case "abandon":
        void this.#abandon();
        return;
      case "log":
        ports.log.info({ sessionId: this.session.sessionId, ...action.fields }, `session.${action.step}`);
        onStep(action.step);
        return;
      case "over":
        onOver();
        return;
      default:
        action satisfies never;
    }
  }

  #recordEvent(event: SessionEvent): void {
    if (!this.#running) return;
    const { recording, receipt } = this.#running;
    recording.addEvent(event);
    receipt.note(event, Math.round(recording.elapsedUs / 1000));
  }

  #beat(): void {
    if (!this.#running) return;
    const heartbeat = this.#running.recording.heartbeat();
    this.#options.tellPortal({ type: "heartbeat", sessionId: this.session.sessionId, heartbeat });
  }

  async #seal(reason: string): Promise<void> {
    if (!this.#running) return;
    const { ports, closings } = this.#options;
    const { recording, anchors } = this.#running;
    const giveUp = ports.clock.setTimer(sealMs, () => this.session.handleWriteFailed());
    anchors.stop();
    try {
      const receipt = await this.#finish(this.#running, reason);
      await closings.closed(recording.recordingId, receipt.end);
      this.session.handleSealed(receipt.signed);
    } catch (error) {
      // A failing file has told so already; then this is the same failure once more and changes nothing.
      ports.log.error({ sessionId: this.session.sessionId, code: codeOf(error) }, "recording.not_sealed");
      this.session.handleWriteFailed();
    } finally {
      giveUp.cancel();
    }
  }

  async #finish({ recording, receipt, recordingKey }: Running, reason: string) {
    let written: Receipt | undefined;
    const end = await recording.finish(reason, (last) => {
      written = receipt.complete(reason, last);
      return receiptStatement(written);
    });
    if (!written || !end.signature) throw new Error("The recording was finished without a receipt");
    const signature = Buffer.from(end.signature).toString("base64url");
    const signed: SignedReceipt = { receipt: written, recordingKey, signature };
    return { end, signed };
  }

  /** A file that could not be ended by its own key is recovered at once if the disk lets us, else at the next start. */
  async #abandon(): Promise<void> {
    if (!this.#running) return;
    const { ports, place, closings, tellPortal, onRecovered } = this.#options;
    const { sessionId } = this.session;
    const { recording, anchors } = this.#running;
    anchors.stop();
    try {
      await recording.abandon();
      const { end } = (await place.archive.recover(recording.recordingId)) ?? {};
      if (!end) return;
      await closings.settle();
      tellPortal({ type: "sealed", sessionId, outcome: end.state });
      onRecovered();
    } catch (error) {
      ports.log.error({ sessionId, code: codeOf(error) }, "recording.not_recovered");
    }
  }
}
