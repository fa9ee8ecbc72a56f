import type { EndReason, ErrorCode, Heartbeat, ToCustomer } from "@ferndiagnose/protocol";
import type { CaptureReport, HeldInput } from "@ferndiagnose/protocol/ipc";
import type { OwnMessage } from "../signalling/signalling-client.ts";
import type { LiveRights } from "./live-rights.ts";
import { Picture, type PictureStop } from "./picture.ts";
import { RecordingGate } from "./recording-gate.ts";
import { RemoteControl } from "./remote-control.ts";
import type { SessionPorts } from "./session-ports.ts";
import type { SharedView } from "./shared-view.ts";
import type { ShownView } from "./shown-view.ts";

type MediaState = Extract<CaptureReport, { type: "connection" }>["state"];
export type Armed = Extract<ToCustomer, { type: "armed" }>;
export type MediaMessage = Extract<ToCustomer, { type: "answer" | "candidate" | "viewers" | "heartbeat" }>;

export interface TransmissionPorts
  extends Pick<
    SessionPorts,
    "clock" | "log" | "startCapture" | "canControl" | "openInput" | "ownWindows" | "heartbeatCheckFor"
  > {
  rights: LiveRights;
  view: ShownView;
  isGuarded(): boolean;
  send(message: Extract<OwnMessage, { type: "offer" | "candidate" }>): void;
  /** The picture can flow for the first time. */
  onLive(): void;
  /** Verified and newer than the one before. */
  onHeartbeat(heartbeat: Heartbeat): void;
  onHeld(): void;
  onFailed(reason: EndReason): void;
}

/**
 * What passes between this computer and the technician once the customer has chosen and the recording is ready: the picture,
 * the technician's hand, and the gate that closes both when nobody vouches for the recording. Follows the rights and
 * never changes them but for freezing.
 */
export class Transmission {
  readonly #ports: TransmissionPorts;
  #gate: RecordingGate | undefined;
  #picture: Picture | undefined;
  #control: RemoteControl | undefined;
  #viewers = 0;
  #isLinkLost = false;
  #media: MediaState = "connecting";
  #isLive = false;

  constructor(ports: TransmissionPorts) {
    this.#ports = ports;
  }

  get isWatched(): boolean {
    return this.#picture?.isWanted ?? false;
  }

  get captureProcessId(): number {
    return this.#picture?.processId ?? 0;
  }

  get held(): HeldInput {
    return this.#control?.held ?? { keys: [], buttons: [] };
  }

  get lastInjectionMs(): number {
    return this.#control?.lastInjectionMs ?? Number.NEGATIVE_INFINITY;
  }

  /** How often input was refused, by code. */
  get refusals(): ReadonlyMap<ErrorCode, number> {
    return this.#control?.guard.refusals ?? new Map();
  }

  /** Once. Without a valid key of the recording nothing it says could be believed. */
  begin({ recordingId, recordingKey, iceServers, codecs }: Armed, view: SharedView): void {
    if (this.#picture) return;
    const { clock, log, canControl, heartbeatCheckFor, onFailed } = this.#ports;
    const check = heartbeatCheckFor(recordingKey);
    if (check === undefined) {
      onFailed("recorder_not_ready");
      return;
    }
    this.#gate = new RecordingGate({ clock, recordingId, check, onState: () => this.#handleGate() });
    if (this.#isLinkLost) this.#gate.pause();
    if (canControl) this.#control = this.#openControl();
    const events = {
      start: this.#ports.startCapture,
      onReport: (report: CaptureReport) => this.#handleReport(report),
      onReplaced: () => this.#handleConnection("connecting"),
      onFailed,
    };
    this.#picture = new Picture({ clock, log, ...events }, view, { iceServers, codecs });
    this.#picture.connect();
  }

  handleMessage(message: MediaMessage): void {
    switch (message.type) {
      case "answer":
      case "candidate":
        this.#picture?.command(message);
        return;
      case "viewers":
        this.#viewers = message.count;
        this.settle();
        return;
      case "heartbeat":
        if (this.#gate?.handleHeartbeat(message.heartbeat)) this.#ports.onHeartbeat(message.heartbeat);
        else if (this.#gate) this.#ports.log.warn("heartbeat.refused");
        return;
      default:
        message satisfies never;
    }
  }

  handleLinkLost(): void {
    this.#isLinkLost = true;
    this.#settleConnection();
    this.#gate?.pause();
  }

  handleLinkResumed(): void {
    this.#isLinkLost = false;
    this.#gate?.resume();
    // An offer was not said; and a connection that failed meanwhile does not try any more.
    if (this.#media !== "connected") this.#picture?.connect();
    this.#settleConnection();
  }

  /** Makes the facts follow the rights: at once, and whatever the network does. */
  settle(): void {
    const { effective, isPaused, isChanging } = this.#ports.rights;
    if (!effective.control) this.#control?.releaseAll();
    const isWanted = effective.view.kind !== "nothing" && this.#viewers > 0 && this.#ports.isGuarded();
    if (isWanted) this.#picture?.take();
    else this.#picture?.leave(isPaused || isChanging);
  }

  /** Another view from here on. */
  show(view: SharedView): void {
    this.#picture?.show(view);
  }

  whenPictureStopped(onStopped: (stop: PictureStop) => void): void {
    if (this.#picture) this.#picture.whenStopped(onStopped);
    else onStopped({ replaced: false });
  }

  releaseAll(): void {
    this.#control?.releaseAll();
  }

  // The end, in the order of the kill switch.

  /** Synchronous: nothing is injected any more. */
  blockInput(): void {
    this.#control?.block();
  }

  releaseInput(): void {
    this.#control?.stop();
  }

  killCapture(): Promise<void> {
    return this.#picture?.kill() ?? Promise.resolve();
  }

  closeGate(): void {
    this.#gate?.close();
  }

  dispose(): void {
    this.#control?.dispose();
  }

  #openControl(): RemoteControl {
    const { clock, log, ownWindows, openInput, rights, view, onHeld, onFailed } = this.#ports;
    return new RemoteControl({
      ...{ clock, log, openInput, onHeld },
      effectiveRights: () => rights.effective,
      isFrozen: () => rights.isOpen && rights.frozenBy.length > 0,
      shownArea: () => view.area,
      isShownAt: (x, y) => view.isShownAt(x, y),
      hasShownFocus: () => view.hasFocus(),
      areWindowsShown: () => rights.granted.view.kind === "windows",
      isOwnWindowAt: (x, y) => ownWindows.isAt(x, y),
      hasOwnWindowFocus: () => ownWindows.haveFocus(),
      onFailed: () => onFailed("program_failed"),
    });
  }

  #handleReport(report: CaptureReport): void {
    switch (report.type) {
      case "offer":
      case "candidate":
        this.#ports.send(report);
        return;
      case "channel_message":
        this.#control?.guard.handleChannelText(report.label, report.text);
        return;
      case "connection":
        this.#handleConnection(report.state);
        return;
      case "capturing":
      case "capture_failed":
        // The picture's own business.
        return;
      default:
        report satisfies never;
    }
  }

  #handleConnection(state: MediaState): void {
    this.#media = state;
    if (state === "connected" && !this.#isLive) {
      this.#isLive = true;
      this.#ports.onLive();
    }
    // Without signalling no offer can be answered: then the time for coming back counts, not the media's own.
    if (state === "failed" && !this.#isLinkLost) this.#ports.onFailed("media_failed");
    else this.#settleConnection();
  }

  /** Nothing passes unless both hold: the socket, and the media once they were there. */
  #settleConnection(): void {
    const { rights } = this.#ports;
    const isMediaGone = this.#media !== "connected" && this.#isLive;
    if (this.#isLinkLost || isMediaGone) rights.freeze("connection");
    else rights.thaw("connection");
  }

  #handleGate(): void {
    const { rights, onFailed } = this.#ports;
    const gate = this.#gate;
    if (!gate) return;
    switch (gate.state) {
      case "open":
        rights.open();
        rights.thaw("recording");
        return;
      case "waiting":
      case "paused":
      case "frozen":
        rights.freeze("recording");
        return;
      case "expired":
        onFailed(gate.expiryReason);
        return;
      default:
        gate.state satisfies never;
    }
  }
}
