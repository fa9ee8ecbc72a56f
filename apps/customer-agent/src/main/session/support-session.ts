import {
  type EndReason,
  policy,
  type Rights,
  type RightsRequest,
  type SessionInvitation,
  type ToCustomer,
} from "@ferndiagnose/protocol";
import type { CaptureReport, ChosenView } from "@ferndiagnose/protocol/ipc";
import {
  applyGrantEvent,
  effectiveRights,
  type FreezeCause,
  type Grant,
  type GrantEvent,
  noGrant,
} from "@ferndiagnose/session";
import type { Timer } from "../clock.ts";
import type { InputInjector } from "../input/input-injector.ts";
import { errorFields } from "../log.ts";
import { CustomerProof } from "../receipt/customer-proof.ts";
import { ReceiptDesk } from "../receipt/receipt-desk.ts";
import type { OwnMessage, SessionMessage } from "../signalling/signalling-client.ts";
import { InputGuard } from "./input-guard.ts";
import { KillSwitch, type StopReport } from "./kill-switch.ts";
import { RecordingGate } from "./recording-gate.ts";
import type { CaptureProcess, SessionPorts } from "./session-ports.ts";

const obeyWithinMs = 500;
const showEndAfterMs = 500;

type MediaState = Extract<CaptureReport, { type: "connection" }>["state"];
type Armed = Extract<ToCustomer, { type: "armed" }>;

export interface SessionLink {
  send(message: OwnMessage): void;
  /** With `stay` messages go on coming in, until `close`. */
  sayGoodbye(message: OwnMessage, stay?: boolean): void;
  close(): void;
}

/** What the customer sees, one step after the other. */
type Step = "who" | "consent" | "choice" | "waiting" | "live" | "over";

/**
 * One session on the customer's computer, from the accepted key to the end. Every right in it comes from a method that
 * one of our own windows called; messages from the network can only move it on, freeze it, or end it.
 */
export class SupportSession {
  readonly #ports: SessionPorts;
  readonly #link: SessionLink;
  readonly #portal: URL;
  readonly #invitation: Omit<SessionInvitation, "resumeToken">;
  readonly #killSwitch: KillSwitch;
  readonly #hasF11: boolean;
  #step: Step = "who";
  #hasAgreed = false;
  #grant: Grant = noGrant;
  #armed: Armed | undefined;
  #gate: RecordingGate | undefined;
  #capture: CaptureProcess | undefined;
  #injector: InputInjector | undefined;
  #guard: InputGuard | undefined;
  #screenNumber = 1;
  #viewers = 0;
  #isCapturing = false;
  #isEndedByServer = false;
  readonly #proof: CustomerProof;
  #intakeKey: string | undefined;
  #receipt: ReceiptDesk | undefined;
  #isLinkLost = false;
  #media: MediaState = "connecting";
  #obedience: Timer | undefined;
  #request: RightsRequest | undefined;
  #liveSince: { wallMs: number; clockMs: number } | undefined;
  /** Shows the end anew; nothing before the end is shown. */
  #showEnd: () => void = () => {};

  /** Shows the first step. */
  constructor(ports: SessionPorts, link: SessionLink, invitation: SessionInvitation, portal: URL) {
    const { resumeToken: _, ...shown } = invitation;
    this.#ports = ports;
    this.#link = link;
    this.#portal = portal;
    this.#invitation = shown;
    this.#proof = new CustomerProof(shown, ports.random);
    this.#killSwitch = new KillSwitch({
      clock: ports.clock,
      log: ports.log,
      blockInput: () => this.#blockInput(),
      releaseInput: () => this.#injector?.stop(),
      killCapture: () => this.#capture?.kill() ?? Promise.resolve(),
      tell: (reason) => {
        const isReceiptComing = this.#armed !== undefined;
        if (!this.#isEndedByServer) this.#link.sayGoodbye({ type: "end", reason }, isReceiptComing);
        else if (!isReceiptComing) this.#link.close();
      },
    });
    this.#hasF11 = ports.holdF11(() => this.stop("customer_f11"));
    if (!this.#hasF11) ports.log.warn("f11.not_available");
    ports.log.info("session.joined");
    this.#show();
  }

  get isOver(): boolean {
    return this.#step === "over";
  }

  /** Where there was a recording, once the session is over. */
  get receipt(): ReceiptDesk | undefined {
    return this.#receipt;
  }

  // What the customer does.

  goOn(): void {
    if (this.#step === "who") this.#enter("consent");
  }

  /** Kept here until somebody has been admitted to whom it can be said. */
  giveConsent(): void {
    if (this.#step !== "consent") return;
    this.#hasAgreed = true;
    this.#enter("choice");
    this.#sayConsent();
  }

  #sayConsent(): void {
    if (!this.#hasAgreed || this.#intakeKey === undefined || this.#proof.complaintCode !== undefined) return;
    this.#proof.agree(this.#intakeKey).then(
      (consent) => {
        if (this.isOver) return;
        this.#link.send(consent);
        if (this.#grant.grantNumber > 0) this.#link.send({ type: "rights_changed", rights: this.#grant.rights });
      },
      (error: unknown) => {
        this.#ports.log.warn("complaint_code.not_sealed", errorFields(error));
        this.stop("program_failed");
      },
    );
  }

  refuseConsent(): void {
    if (this.#step === "who" || this.#step === "consent") this.stop("consent_refused");
  }

  choose(view: ChosenView, control: boolean): void {
    if (this.#step !== "choice" || view.kind !== "screen") return;
    if (this.#ports.screens.areaOf(view.number) === undefined) return;
    this.#screenNumber = view.number;
    this.#enter("waiting");
    this.#setRights({ view, control: control && this.#ports.canControl });
    this.#connect();
  }

  setControl(control: boolean): void {
    const { view } = this.#grant.rights;
    if (this.#step !== "live" || view.kind === "nothing") return;
    this.#request = undefined;
    this.#setRights({ view, control: control && this.#ports.canControl });
  }

  answerRequest(granted: boolean): void {
    const request = this.#request;
    this.#request = undefined;
    if (granted && request === "control") this.setControl(true);
    else this.#show();
  }

  /** Off is off. Safe to call at any time and any number of times. */
  stop(reason: EndReason): void {
    if (this.#killSwitch.isThrown) return;
    const lastedMs = this.#lastedMs();
    const stopped = this.#killSwitch.throw(reason);
    this.#finish(reason, lastedMs, stopped);
  }

  // What the network says.

  handleMessage(message: SessionMessage): void {
    if (this.isOver) {
      if (message.type === "receipt") this.#receipt?.handleReceipt(message.receipt);
      return;
    }
    switch (message.type) {
      case "admitted":
        if (this.#intakeKey !== undefined) return;
        this.#intakeKey = message.intakeKey;
        this.#sayConsent();
        this.#show();
        return;
      case "armed":
        this.#armed ??= message;
        this.#connect();
        this.#show();
        return;
      case "answer":
        this.#capture?.command({ type: "answer", sdp: message.sdp });
        return;
      case "candidate":
        this.#capture?.command({ type: "candidate", candidate: message.candidate });
        return;
      case "viewers":
        this.#viewers = message.count;
        this.#settle();
        return;
      case "heartbeat":
        if (this.#gate?.handleHeartbeat(message.heartbeat)) this.#proof.anchors.keep(message.heartbeat);
        else if (this.#gate) this.#ports.log.warn("heartbeat.refused");
        return;
      case "rights_requested":
        this.#handleRequest(message.request);
        return;
      case "ended":
        this.#isEndedByServer = true;
        this.stop(message.reason);
        return;
      case "problem":
        this.#ports.log.warn("portal.problem", { code: message.problem.code });
        return;
      case "receipt":
        // Nothing that is still going on has one.
        return;
      default:
        message satisfies never;
        return;
    }
  }

  handleLinkLost(): void {
    if (this.isOver) return;
    this.#ports.log.warn("link.lost");
    this.#isLinkLost = true;
    this.#settleConnection();
    this.#gate?.pause();
  }

  handleLinkResumed(): void {
    this.#ports.log.info("link.resumed");
    this.#isLinkLost = false;
    // What the customer did meanwhile was said to nobody.
    if (this.#proof.consent && !this.#armed) this.#link.send(this.#proof.consent);
    if (this.#grant.grantNumber > 0) this.#link.send({ type: "rights_changed", rights: this.#grant.rights });
    this.#gate?.resume();
    // Neither was an offer; and a connection that failed meanwhile does not try any more.
    if (this.#media !== "connected") this.#offerMedia();
    this.#settleConnection();
  }

  /** We did not get back in time, or the server does not know the session any more. */
  handleLinkGone(reason: "customer_lost" | "server_stopped"): void {
    if (!this.isOver) this.stop(reason);
    this.#receipt?.giveUp();
  }

  // How it goes on.

  /** Begins once the customer has chosen and the recording is ready, whichever comes later. */
  #connect(): void {
    const armed = this.#armed;
    if (armed === undefined || this.#step !== "waiting" || this.#capture) return;
    const check = this.#ports.heartbeatCheckFor(armed.recordingKey);
    if (check === undefined) {
      this.stop("recorder_not_ready");
      return;
    }
    this.#gate = new RecordingGate({
      clock: this.#ports.clock,
      recordingId: armed.recordingId,
      check,
      onState: () => this.#handleGate(),
    });
    if (this.#isLinkLost) this.#gate.pause();
    this.#openInput();
    this.#capture = this.#ports.startCapture(this.#screenNumber, {
      onReport: (report) => this.#handleReport(report),
      onCrashed: () => this.stop("program_failed"),
    });
    this.#offerMedia();
  }

  /** A new connection; one that there was before is given up. */
  #offerMedia(): void {
    const armed = this.#armed;
    if (!armed || !this.#capture) return;
    this.#capture.command({ type: "connect", iceServers: armed.iceServers, codecs: armed.codecs });
  }

  #openInput(): void {
    if (!this.#ports.canControl) return;
    const injector = this.#ports.openInput((error) => {
      this.#ports.log.warn("input.failed", errorFields(error));
      this.stop("program_failed");
    });
    this.#injector = injector;
    this.#guard = new InputGuard({
      clock: this.#ports.clock,
      injector,
      effectiveRights: () => effectiveRights(this.#grant),
      isFrozen: () => this.#grant.gate === "open" && this.#grant.frozenBy.length > 0,
      shownArea: () => this.#ports.screens.areaOf(this.#screenNumber),
      isOwnWindowAt: (x, y) => this.#ports.ownWindows.isAt(x, y),
      hasOwnWindowFocus: () => this.#ports.ownWindows.haveFocus(),
    });
  }

  #handleReport(report: CaptureReport): void {
    if (this.isOver) return;
    switch (report.type) {
      case "offer":
        this.#link.send({ type: "offer", sdp: report.sdp });
        return;
      case "candidate":
        this.#link.send({ type: "candidate", candidate: report.candidate });
        return;
      case "channel_message":
        this.#guard?.handleChannelText(report.label, report.text);
        return;
      case "connection":
        this.#handleConnection(report.state);
        return;
      case "capturing":
        if (!report.capturing) this.#obedience?.cancel();
        this.#ports.log.info(report.capturing ? "capture.started" : "capture.paused");
        return;
      case "capture_failed":
        this.stop("media_failed");
        return;
      default:
        report satisfies never;
        return;
    }
  }

  #handleConnection(state: MediaState): void {
    this.#media = state;
    if (state === "connected" && this.#step === "waiting") this.#goLive();
    // Without signalling no offer can be answered: then the time for coming back counts, not the media's own.
    if (state === "failed" && !this.#isLinkLost) this.stop("media_failed");
    else this.#settleConnection();
  }

  /** Nothing passes unless both hold: the socket, and the media once they were there. */
  #settleConnection(): void {
    if (this.#isLinkLost || this.#media === "lost" || this.#media === "failed") this.#freeze("connection");
    else this.#thaw("connection");
  }

  #goLive(): void {
    this.#liveSince = { wallMs: Date.now(), clockMs: this.#ports.clock.now() };
    this.#ports.log.info("session.live");
    this.#enter("live");
  }

  #handleGate(): void {
    const gate = this.#gate;
    if (!gate) return;
    switch (gate.state) {
      case "open":
        if (this.#grant.gate === "closed") this.#apply({ type: "opened", origin: "program" });
        this.#thaw("recording");
        return;
      case "waiting":
      case "paused":
      case "frozen":
        this.#freeze("recording");
        return;
      case "expired":
        this.stop(gate.expiryReason);
        return;
      default:
        gate.state satisfies never;
        return;
    }
  }

  #handleRequest(request: RightsRequest): void {
    const { rights } = this.#grant;
    const isGranted = request === "control" ? rights.control : rights.view.kind !== "nothing";
    if (isGranted || (request === "control" && !this.#ports.canControl)) return;
    this.#request = request;
    this.#show();
  }

  #setRights(rights: Rights): void {
    this.#apply({ type: "granted", origin: "customer", rights });
    if (this.#proof.consent) this.#link.send({ type: "rights_changed", rights });
    this.#show();
  }

  #freeze(cause: FreezeCause): void {
    if (this.#grant.frozenBy.includes(cause)) return;
    this.#ports.log.info("session.frozen", { cause });
    this.#apply({ type: "frozen", origin: "program", cause });
    this.#show();
  }

  #thaw(cause: FreezeCause): void {
    if (!this.#grant.frozenBy.includes(cause)) return;
    this.#ports.log.info("session.thawed", { cause });
    this.#apply({ type: "thawed", origin: "program", cause });
    this.#show();
  }

  #apply(event: GrantEvent): void {
    const transition = applyGrantEvent(this.#grant, event);
    if (!transition.ok) {
      this.#ports.log.warn("grant.refused", { type: event.type, cause: transition.cause });
      return;
    }
    this.#grant = transition.state;
    this.#settle();
  }

  /** Makes the facts follow the rights: at once, and whatever the network does. */
  #settle(): void {
    const rights = effectiveRights(this.#grant);
    if (!rights.control) this.#injector?.releaseAll();
    const capturing = rights.view.kind !== "nothing" && this.#viewers > 0;
    if (capturing !== this.#isCapturing) {
      this.#isCapturing = capturing;
      this.#capture?.command({ type: "set_capturing", capturing });
      this.#watchObedience(capturing);
    }
    this.#show();
  }

  /** A capture process that does not stop when told to is ended, and the session with it. */
  #watchObedience(capturing: boolean): void {
    this.#obedience?.cancel();
    if (capturing || !this.#capture) return;
    this.#obedience = this.#ports.clock.setTimer(obeyWithinMs, () => this.stop("program_failed"));
  }

  /** Our own window came to the front: nothing typed from afar may reach it. */
  handleOwnFocus(): void {
    this.#injector?.releaseAll();
  }

  /** The guard asks for the rights at every message, and there are none from here on. */
  #blockInput(): void {
    const transition = applyGrantEvent(this.#grant, { type: "stopped", origin: "program" });
    if (transition.ok) this.#grant = transition.state;
    this.#injector?.block();
  }

  #finish(reason: EndReason, lastedMs: number, stopped: Promise<StopReport>): void {
    this.#step = "over";
    const receipt = this.#awaitReceipt();
    this.#gate?.close();
    this.#obedience?.cancel();
    this.#ports.releaseF11();
    const refused = [...(this.#guard?.refusals ?? [])];
    for (const [code, count] of refused) this.#ports.log.info("input.refused", { code, count });
    const show = (report?: StopReport) => {
      this.#ports.closeStatus();
      const stoppedInMs = report && Math.round(Math.max(report.inputStoppedMs, report.captureGoneMs));
      this.#showEnd = () =>
        this.#ports.showSteps({
          step: "ended",
          reason,
          lastedMs,
          ...(stoppedInMs === undefined ? {} : { stoppedInMs }),
          ...(receipt ? { receipt: receipt.view } : {}),
        });
      this.#showEnd();
    };
    // Windows take time, so stopping comes first; but nobody waits for a process that will not go.
    const impatience = this.#ports.clock.setTimer(showEndAfterMs, () => show());
    void stopped.then((report) => {
      impatience.cancel();
      show(report);
      this.#injector?.dispose();
    });
  }

  /** Undefined where nothing was recorded. */
  #awaitReceipt(): ReceiptDesk | undefined {
    const { clock, log, receiptOutlets: outlets } = this.#ports;
    const { complaintCode } = this.#proof;
    const recording = this.#armed;
    if (recording === undefined || complaintCode === undefined) return undefined;
    const receipt = new ReceiptDesk({
      ...{ clock, log, outlets, complaintCode, recording },
      portal: this.#portal,
      invitation: this.#invitation,
      anchors: this.#proof.anchors.all,
      endedAt: Date.now(),
      onChange: () => {
        if (receipt.isSettled) this.#link.close();
        this.#showEnd();
      },
    });
    this.#receipt = receipt;
    // As long as the portal keeps the session for who comes back.
    clock.setTimer(policy.RECONNECT_WINDOW_MS, () => this.#link.close());
    return receipt;
  }

  #lastedMs(): number {
    return this.#liveSince ? Math.round(this.#ports.clock.now() - this.#liveSince.clockMs) : 0;
  }

  #enter(step: Step): void {
    this.#step = step;
    this.#ports.log.info("session.step", { step });
    this.#show();
  }

  #show(): void {
    const invitation = this.#invitation;
    switch (this.#step) {
      case "who":
        this.#ports.showSteps({ step: "who", invitation });
        return;
      case "consent":
        this.#ports.showSteps({ step: "consent", invitation, noticeMatches: false });
        return;
      case "waiting":
        this.#ports.showSteps({ step: "waiting", invitation, waitingFor: this.#waitingFor() });
        return;
      case "choice":
        return void this.#showChoice();
      case "live":
        this.#showStatus();
        return;
      case "over":
        return;
      default:
        this.#step satisfies never;
        return;
    }
  }

  #waitingFor(): "admission" | "recording" | "picture" {
    if (this.#intakeKey === undefined) return "admission";
    return this.#armed === undefined ? "recording" : "picture";
  }

  async #showChoice(): Promise<void> {
    const screens = await this.#ports.screens.list();
    if (this.#step !== "choice") return;
    const { canControl } = this.#ports;
    this.#ports.showSteps({
      step: "choice",
      invitation: this.#invitation,
      screens,
      windows: [],
      canControl,
      canChooseWindows: false,
      changing: false,
    });
  }

  #showStatus(): void {
    const { frozenBy, gate, rights } = this.#grant;
    const isRecordingSafe = gate === "open" && !frozenBy.includes("recording");
    this.#ports.showStatus({
      technicianName: this.#invitation.technicianName,
      rights,
      watched: this.#isCapturing,
      frozen: frozenBy.includes("connection") ? "connection" : isRecordingSafe ? "no" : "recording",
      ...(this.#request ? { request: this.#request } : {}),
      ...(this.#liveSince ? { liveSince: this.#liveSince.wallMs } : {}),
      f11: this.#hasF11 ? "held" : "unavailable",
      paused: this.#grant.paused,
      canControl: this.#ports.canControl,
      changing: false,
    });
  }
}
