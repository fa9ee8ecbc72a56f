import {
  type EndReason,
  policy,
  type RecordingId,
  type SessionEvent,
  type SessionId,
  type SignedReceipt,
  type ToRecorder,
} from "@ferndiagnose/protocol";
import type { Clock } from "../ports.ts";
import { isRelayBatch } from "../recorder/is-relay-batch.ts";
import type { MissingPart } from "../recorder/refused-to-arm.ts";
import type { SessionReport } from "../relay-host/relay-link.ts";
import { CurrentGrant } from "./current-grant.ts";
import { type GateState, nextGateState } from "./gate.ts";
import type { LifeCycleStep, SessionAction } from "./session-action.ts";
import { SessionTimers } from "./session-timers.ts";

export interface RecordedSessionOptions {
  sessionId: SessionId;
  clock: Clock;
  /** What happened before; it becomes the recording's beginning. */
  history: readonly SessionEvent[];
  /** Age of the oldest record that is not yet durable, or of an anchor that is not yet in the log. */
  lagMs: () => number;
  act: (action: SessionAction) => void;
}

type PortalMessage = Extract<ToRecorder, { sessionId: SessionId }>;
type Cause = "connection" | "recording";

const gateCheckMs = 200;
/** How long the relay's last batch is waited for. */
const lastBatchMs = 2_000;

/**
 * One session as the recording server sees it: commands of the portal, reports of the relay and the durability of the
 * file become actions. It does no I/O itself; it is the same for a test and for the server.
 */
export class RecordedSession {
  readonly sessionId: SessionId;
  readonly #clock: Clock;
  readonly #lagMs: () => number;
  readonly #act: (action: SessionAction) => void;
  readonly #history: readonly SessionEvent[];
  #state: "arming" | "armed" | "live" | "ending" | "over" = "arming";
  /** What the portal told before the recording was open. */
  readonly #early: SessionEvent[] = [];
  readonly #grant = new CurrentGrant();
  #gate: GateState = "open";
  #isLegLost = false;
  /** The portal says that the customer's socket is gone; the leg may well be there. */
  #isCustomerAway = false;
  #toldCause: Cause | undefined;
  #recordedCause: Cause | undefined;
  #hasMedia = false;
  #reason: EndReason | undefined;
  #isSealing = false;
  /** Set once the relay handed over what is not its own to record; it is not heard about this session any more. */
  #isRelayRefused = false;
  readonly #timers: SessionTimers;

  constructor({ sessionId, clock, history, lagMs, act }: RecordedSessionOptions) {
    this.sessionId = sessionId;
    this.#clock = clock;
    this.#lagMs = lagMs;
    this.#act = act;
    this.#history = history;
    this.#timers = new SessionTimers(clock);
  }

  get isRunning(): boolean {
    return this.#state === "armed" || this.#state === "live";
  }

  /** The header is durable and the relay is there. */
  handleReady(recordingId: RecordingId, recordingKey: string, elapsedUs: number): void {
    if (this.#state !== "arming") return;
    const { sessionId } = this;
    this.#state = "armed";
    this.#act({ type: "command_relay", command: { type: "open", sessionId, elapsedUs } });
    for (const event of this.#history) this.#recordAndApply(event);
    this.#record({ ...this.#now(), type: "armed", recordingId });
    this.#act({ type: "tell_portal", message: { type: "armed", sessionId, recordingId, recordingKey } });
    this.#log("armed", { recordingId });
    this.#timers.every("gate", gateCheckMs, () => this.#checkGate());
    this.#timers.every("beat", policy.HEARTBEAT_INTERVAL_MS, () => this.#act({ type: "beat" }));
    this.#act({ type: "beat" });
    this.#timers.every("key_frame", policy.KEY_FRAME_INTERVAL_MS, () => this.#requestKeyFrame());
    for (const event of this.#early.splice(0)) this.#handleEvent(event);
  }

  /** No recording, no session; `code` says what is missing. */
  handleNotReady(code: MissingPart): void {
    if (this.#state !== "arming") return;
    this.#state = "over";
    const { sessionId } = this;
    this.#act({ type: "tell_portal", message: { type: "arm_refused", sessionId, code } });
    this.#log("arm_refused", { code });
    this.#act({ type: "over" });
  }

  handlePortalMessage(message: PortalMessage): void {
    if (message.type === "event") {
      if (this.#state === "arming") this.#early.push(message.event);
      else this.#handleEvent(message.event);
      return;
    }
    if (!this.isRunning) return;
    switch (message.type) {
      case "arm":
        return;
      case "technician_joined": {
        const { sessionId, viewerId } = message;
        this.#act({ type: "command_relay", command: { type: "add_viewer", sessionId, viewerId } });
        return;
      }
      case "technician_left": {
        const { sessionId, viewerId } = message;
        this.#act({ type: "command_relay", command: { type: "remove_viewer", sessionId, viewerId } });
        return;
      }
      case "customer_offer":
      case "customer_candidate":
      case "technician_answer":
      case "technician_candidate":
        this.#act({ type: "command_relay", command: message });
        return;
      default:
        message satisfies never;
    }
  }

  handleRelayReport(report: SessionReport): void {
    if (this.#state === "arming" || this.#state === "over" || this.#isRelayRefused) return;
    switch (report.type) {
      case "batch":
        if (!isRelayBatch(report.records)) {
          this.#refuseRelay();
          return;
        }
        this.#hasMedia = true;
        this.#act({ type: "record_batch", records: report.records });
        return;
      case "closed":
        this.#seal();
        return;
      case "customer_leg":
        this.#handleCustomerLeg(report.state);
        return;
      case "technician_leg":
        return;
      case "failed":
        // A technician's refused answer or candidate is that browser's trouble; without the customer's there is no session.
        if (report.what === "offer") this.end("media_failed");
        return;
      case "customer_answer":
      case "customer_candidate":
      case "technician_offer":
      case "technician_candidate":
      case "viewers":
        if (this.isRunning) this.#act({ type: "tell_portal", message: report });
        return;
      default:
        report satisfies never;
    }
  }

  /** The relay process is gone, and with it what it had not handed over. */
  handleRelayLost(): void {
    if (this.isRunning) this.end("media_failed");
    this.#seal();
  }

  /** A write or fsync failed. Nothing of this file is tried again. */
  handleWriteFailed(): void {
    if (this.#state === "over" || this.#state === "arming") return;
    if (this.isRunning) this.end("recording_not_durable");
    this.#over("abandoned");
    this.#act({ type: "abandon" });
    this.#act({ type: "over" });
  }

  /** The receipt goes out after the word that there is something behind it. */
  handleSealed(receipt: SignedReceipt): void {
    if (this.#state !== "ending") return;
    const { sessionId } = this;
    this.#over("sealed");
    this.#act({ type: "tell_portal", message: { type: "sealed", sessionId, outcome: "complete" } });
    this.#act({ type: "tell_portal", message: { type: "receipt", sessionId, receipt } });
    this.#act({ type: "over" });
  }

  /** Ends the session by this server's own judgement. */
  end(reason: EndReason): void {
    if (!this.isRunning) return;
    this.#finish({ ...this.#now(), type: "ended", reason });
    this.#act({ type: "tell_portal", message: { type: "ended", sessionId: this.sessionId, reason } });
  }

  /** Nothing of the batch is recorded, and the session ends: what crosses such a relay cannot be vouched for. */
  #refuseRelay(): void {
    this.#isRelayRefused = true;
    this.#log("relay_refused");
    this.end("program_failed");
    this.#seal();
  }

  #handleEvent(event: SessionEvent): void {
    if (!this.isRunning) return;
    switch (event.type) {
      case "armed":
      case "live":
      case "sealed":
        // Made from our own messages; they stand in the recording already.
        return;
      case "suspended":
      case "resumed":
        this.#isCustomerAway = event.type === "suspended" && event.cause === "connection";
        this.#showSuspension();
        return;
      case "ended":
        this.#finish(event);
        return;
      default:
        this.#recordAndApply(event);
    }
  }

  #recordAndApply(event: SessionEvent): void {
    this.#record(event);
    const change = this.#grant.follow(event);
    if (change === undefined) return;
    const { sessionId } = this;
    this.#act({ type: "command_relay", command: { type: "set_rights", sessionId, rights: change.rights } });
    for (const marker of change.markers) this.#act({ type: "record_marker", marker });
    // A player shall be able to begin where the picture becomes another one.
    const isNewPicture = change.markers.length > 0 && change.rights.view.kind !== "nothing";
    if (isNewPicture && this.#state === "live") {
      this.#act({ type: "command_relay", command: { type: "request_key_frame", sessionId } });
    }
  }

  #handleCustomerLeg(leg: "connecting" | "connected" | "lost" | "closed"): void {
    if (!this.isRunning || leg === "connecting") return;
    this.#isLegLost = leg !== "connected";
    if (!this.#isLegLost) {
      this.#timers.cancel("reconnect");
      if (this.#state === "armed") this.#goLive();
    } else if (this.#state === "live" && !this.#timers.isWaiting("reconnect")) {
      this.#timers.after("reconnect", policy.RECONNECT_WINDOW_MS, () => this.end("customer_lost"));
    }
    this.#showSuspension();
  }

  #goLive(): void {
    this.#state = "live";
    this.#record({ ...this.#now(), type: "live" });
    this.#act({ type: "tell_portal", message: { type: "live", sessionId: this.sessionId } });
    this.#log("live");
  }

  #checkGate(): void {
    const lagMs = this.#lagMs();
    const previous = this.#gate;
    this.#gate = nextGateState(previous, lagMs);
    if (this.#gate === previous) return;
    if (this.#gate === "over") {
      this.end("recording_not_durable");
      return;
    }
    const { sessionId } = this;
    const type = this.#gate === "frozen" ? "freeze" : "resume";
    this.#act({ type: "command_relay", command: { type, sessionId } });
    this.#showSuspension();
  }

  /**
   * Tells the portal what holds the session up as far as we see, and records what does so as far as anybody sees; a closed
   * gate weighs more than a lost connection.
   */
  #showSuspension(): void {
    if (this.#state !== "live") return;
    const { sessionId } = this;
    const ownCause = this.#gate === "frozen" ? "recording" : this.#isLegLost ? "connection" : undefined;
    const cause = ownCause ?? (this.#isCustomerAway ? "connection" : undefined);
    if (cause !== this.#recordedCause) {
      this.#recordedCause = cause;
      this.#record({ ...this.#now(), ...(cause === undefined ? { type: "resumed" } : { type: "suspended", cause }) });
      if (cause === undefined) this.#log("resumed");
      else this.#log("suspended", { cause });
    }
    if (ownCause === this.#toldCause) return;
    this.#toldCause = ownCause;
    if (ownCause === undefined) this.#act({ type: "tell_portal", message: { type: "resumed", sessionId } });
    else this.#act({ type: "tell_portal", message: { type: "suspended", sessionId, cause: ownCause } });
  }

  /** Seeking needs key frames; a picture that does not move needs none. */
  #requestKeyFrame(): void {
    if (this.#state !== "live" || this.#gate !== "open" || this.#isLegLost || !this.#hasMedia) return;
    this.#hasMedia = false;
    this.#act({ type: "command_relay", command: { type: "request_key_frame", sessionId: this.sessionId } });
  }

  #finish(event: Extract<SessionEvent, { type: "ended" }>): void {
    this.#state = "ending";
    this.#reason = event.reason;
    this.#timers.cancelAll();
    this.#record(event);
    this.#log("ended", { reason: event.reason });
    this.#timers.after("last_batch", lastBatchMs, () => this.#seal());
    this.#act({ type: "command_relay", command: { type: "close", sessionId: this.sessionId } });
  }

  /** By the relay's word, or when the wait for it is over; once. */
  #seal(): void {
    if (this.#state !== "ending" || this.#isSealing) return;
    this.#isSealing = true;
    this.#timers.cancelAll();
    this.#act({ type: "seal", reason: this.#reason ?? "server_stopped" });
  }

  #over(step: LifeCycleStep): void {
    this.#state = "over";
    this.#timers.cancelAll();
    this.#log(step);
  }

  #record(event: SessionEvent): void {
    this.#act({ type: "record_event", event });
  }

  #now(): { at: number; actor: "server" } {
    return { at: this.#clock.now(), actor: "server" };
  }

  #log(step: LifeCycleStep, fields?: object): void {
    this.#act(fields ? { type: "log", step, fields } : { type: "log", step });
  }
}
