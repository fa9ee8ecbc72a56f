import type { EndReason, SessionInvitation } from "@ferndiagnose/protocol";
import type { StatusView } from "@ferndiagnose/protocol/ipc";
import { CustomerActivity } from "../input/customer-activity.ts";
import { CustomerProof } from "../receipt/customer-proof.ts";
import type { ReceiptDesk } from "../receipt/receipt-desk.ts";
import type { OwnMessage, SessionMessage } from "../signalling/signalling-client.ts";
import type { WatchdogLink } from "../watchdog/watchdog-link.ts";
import { Decisions } from "./decisions.ts";
import { EndPage } from "./end-page.ts";
import { KillSwitch, type StopReport } from "./kill-switch.ts";
import { LiveRights } from "./live-rights.ts";
import type { SessionPorts } from "./session-ports.ts";
import { type ShownInvitation, statusContent, stepsContent } from "./session-views.ts";
import { ShownView } from "./shown-view.ts";
import { type Armed, Transmission } from "./transmission.ts";
import { WayToLive } from "./way-to-live.ts";

export interface SessionLink {
  send(message: OwnMessage): void;
  /** With `stay` messages go on coming in, until `close`. */
  sayGoodbye(message: OwnMessage, stay?: boolean): void;
  close(): void;
}

/**
 * One session on the customer's computer, from the accepted key to the end. Every right in it comes from a method that
 * one of our own windows called; messages from the network can only move it on, freeze it, or end it.
 */
export class SupportSession {
  readonly decisions: Decisions;
  readonly #ports: SessionPorts;
  readonly #link: SessionLink;
  readonly #portal: URL;
  readonly #invitation: ShownInvitation;
  readonly #killSwitch: KillSwitch;
  readonly #f11: StatusView["f11"];
  readonly #way: WayToLive;
  readonly #view: ShownView;
  readonly #rights: LiveRights;
  readonly #activity: CustomerActivity;
  readonly #proof: CustomerProof;
  readonly #transmission: Transmission;
  readonly #watchdog: WatchdogLink;
  #stage: "early" | "live" | "over" = "early";
  #armed: Armed | undefined;
  #isEndedByServer = false;
  #liveSince: { wallMs: number; clockMs: number } | undefined;
  #end: EndPage | undefined;

  /** Shows the first step. */
  constructor(ports: SessionPorts, link: SessionLink, invitation: SessionInvitation, portal: URL) {
    const { resumeToken: _, ...shown } = invitation;
    const { clock, log } = ports;
    this.#ports = ports;
    this.#link = link;
    this.#portal = portal;
    this.#invitation = shown;
    this.#proof = new CustomerProof(invitation, ports.random);
    this.#way = new WayToLive({
      ...{ log, proof: this.#proof },
      onStep: (hasMoved) => this.#showStep(hasMoved),
      onConsent: (consent) => {
        if (this.isOver) return;
        for (const message of [consent, ...this.#rights.standing(false)]) this.#link.send(message);
        this.#begin();
      },
      onFailed: () => this.stop("program_failed"),
    });
    this.#view = new ShownView(ports.pictures, (scope) => {
      if (!this.isOver) this.#rights.narrow(scope);
    });
    this.#activity = new CustomerActivity({
      clock,
      systemIdleSeconds: () => ports.systemIdleSeconds(),
      openOwnDevices: () => ports.openOwnDevices(),
      lastInjectionMs: () => this.#transmission.lastInjectionMs,
    });
    this.#rights = new LiveRights({
      ...{ clock, log, activity: this.#activity },
      onChange: () => this.#settle(),
      tell: (message) => {
        if (this.#way.hasSaid) this.#link.send(message);
      },
    });
    this.#transmission = new Transmission({
      ...ports,
      rights: this.#rights,
      view: this.#view,
      isGuarded: () => this.#watchdog.isAwake,
      send: (message) => this.#link.send(message),
      onLive: () => this.#goLive(),
      onHeartbeat: (heartbeat) => {
        if (this.#proof.anchors.keep(heartbeat)) this.#leaveWord();
      },
      onHeld: () => this.#watchdog.tell(),
      onFailed: (reason) => this.stop(reason),
    });
    this.decisions = new Decisions({
      ...{ ports, invitation: shown, view: this.#view, rights: this.#rights, transmission: this.#transmission },
      isLive: () => this.#stage === "live",
      isFirstChoice: () => this.#stage === "early" && this.#way.steps.step === "choice",
      onFirstChoice: () => {
        this.#way.follow({ type: "chosen" });
        this.#begin();
      },
      onRequest: () => this.#show(),
    });
    this.#watchdog = ports.startWatchdog({
      captureProcessId: () => this.#transmission.captureProcessId,
      held: () => this.#transmission.held,
      lastedMs: () => this.#lastedMs(),
      onAwake: () => this.#settle(),
      onLost: () => {
        log.warn("watchdog.lost");
        this.stop("program_failed");
      },
    });
    this.#killSwitch = new KillSwitch({
      ...{ clock, log },
      blockInput: () => {
        this.#rights.stop();
        this.#transmission.blockInput();
      },
      releaseInput: () => this.#transmission.releaseInput(),
      killCapture: () => this.#transmission.killCapture(),
      tell: (reason) => this.#sayGoodbye(reason),
    });
    this.#f11 = ports.holdF11(() => this.stop("customer_f11"));
    log.info("f11", { state: this.#f11 });
    log.info("session.joined");
    this.#show();
  }

  get isOver(): boolean {
    return this.#stage === "over";
  }

  /** Where there was a recording, once the session is over. */
  get receipt(): ReceiptDesk | undefined {
    return this.#end?.receipt;
  }

  // What the customer does.

  /** Whatever it was: somebody is there. */
  noteActivity(): void {
    this.#activity.noteOwnWindow();
  }

  goOn(): void {
    this.#way.follow({ type: "continued" });
  }

  goBack(): void {
    if (this.#stage === "early") this.#way.follow({ type: "went_back" });
  }

  giveConsent(): void {
    if (this.#stage === "early") this.#way.follow({ type: "agreed" });
  }

  refuseConsent(): void {
    const { step, hasSaid } = this.#way.steps;
    if (this.#stage !== "early" || (step !== "who" && step !== "consent")) return;
    this.stop(hasSaid ? "consent_withdrawn" : "consent_refused");
  }

  /** Off is off. Safe to call at any time and any number of times. */
  stop(reason: EndReason): void {
    if (this.#killSwitch.isThrown) return;
    const lastedMs = this.#lastedMs();
    const stopped = this.#killSwitch.throw(reason);
    this.#finish(reason, lastedMs, stopped);
  }

  /** Our own window came to the front: nothing typed from afar may reach it. */
  handleOwnFocus(): void {
    this.#transmission.releaseAll();
  }

  // What the network says.

  handleMessage(message: SessionMessage): void {
    if (this.isOver) {
      if (message.type === "receipt") this.#end?.handleReceipt(message.receipt);
      return;
    }
    switch (message.type) {
      case "admitted":
        this.#way.admit(message.intakeKey);
        return;
      case "armed":
        this.#armed ??= message;
        this.#way.follow({ type: "armed" });
        this.#begin();
        return;
      case "viewers":
      case "answer":
      case "candidate":
      case "heartbeat":
        this.#transmission.handleMessage(message);
        if (message.type === "viewers") this.#show();
        return;
      case "rights_requested":
        this.decisions.handleRequest(message.request);
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
    this.#transmission.handleLinkLost();
  }

  handleLinkResumed(): void {
    this.#ports.log.info("link.resumed");
    // What the customer did meanwhile was said to nobody.
    if (this.#way.hasSaid) {
      if (this.#proof.consent && !this.#armed) this.#link.send(this.#proof.consent);
      for (const message of this.#rights.standing(this.#armed !== undefined)) this.#link.send(message);
    }
    this.#transmission.handleLinkResumed();
  }

  /** We did not get back in time, or the server does not know the session any more. */
  handleLinkGone(reason: "customer_lost" | "server_stopped"): void {
    if (!this.isOver) this.stop(reason);
    this.receipt?.giveUp();
  }

  // How it goes on.

  /**
   * Begins once the customer has chosen and the recording is ready, whichever comes later. Never before the consent was
   * said, with the complaint code sealed: a portal that leaves admission out gets no picture.
   */
  #begin(): void {
    const view = this.#view.current;
    const isReady = this.#way.hasSaid && this.#way.steps.step === "waiting";
    if (!this.#armed || !view || !isReady) return;
    this.#leaveWord();
    this.#transmission.begin(this.#armed, view);
  }

  #goLive(): void {
    this.#liveSince = { wallMs: Date.now(), clockMs: this.#ports.clock.now() };
    this.#stage = "live";
    this.#leaveWord();
    this.#ports.log.info("session.live");
    this.#show();
  }

  /** From before the first picture on, somebody else can end the session. */
  #leaveWord(): void {
    const word = this.#armed && this.#proof.lastWord(this.#armed, this.#liveSince?.wallMs);
    if (word && !this.isOver) this.#ports.heir.tell(word);
  }

  #settle(): void {
    this.#transmission.settle();
    this.decisions.settle();
    this.#show();
  }

  #sayGoodbye(reason: EndReason): void {
    const isReceiptComing = this.#armed !== undefined;
    if (!this.#isEndedByServer) this.#link.sayGoodbye({ type: "end", reason }, isReceiptComing);
    else if (!isReceiptComing) this.#link.close();
  }

  #finish(reason: EndReason, lastedMs: number, stopped: Promise<StopReport>): void {
    const { clock, log, receiptOutlets: outlets } = this.#ports;
    this.#stage = "over";
    this.#transmission.closeGate();
    this.#view.close();
    this.decisions.close();
    this.#ports.releaseF11();
    for (const [code, count] of this.#transmission.refusals) log.info("input.refused", { code, count });
    const { complaintCode, anchors } = this.#proof;
    const [recording, portal, invitation] = [this.#armed, this.#portal, this.#invitation];
    const known = { portal, invitation, anchors: anchors.all, endedAt: Date.now() };
    this.#end = new EndPage({
      ...{ ports: this.#ports, reason, lastedMs, stopped },
      receipt: recording && complaintCode ? { clock, log, outlets, complaintCode, recording, ...known } : undefined,
      closeLink: () => this.#link.close(),
    });
    void stopped.then(() => {
      this.#watchdog.close();
      this.#ports.heir.dismiss();
      this.#transmission.dispose();
    });
  }

  #lastedMs(): number {
    return this.#liveSince ? Math.round(this.#ports.clock.now() - this.#liveSince.clockMs) : 0;
  }

  #show(): void {
    switch (this.#stage) {
      case "early":
        this.#showStep(false);
        return;
      case "live":
        this.#showStatus();
        return;
      case "over":
        return;
      default:
        this.#stage satisfies never;
        return;
    }
  }

  /** The choice stands as it is until the customer has chosen: its numbers are those of the newest list. */
  #showStep(hasMoved: boolean): void {
    const { step, ...facts } = this.#way.steps;
    if (this.#stage !== "early") return;
    if (step === "choice") void (hasMoved && this.decisions.showChoice());
    else this.#ports.showSteps(stepsContent({ ...facts, step }, this.#invitation, this.#ports.carriedVersions));
  }

  #showStatus(): void {
    this.#ports.showStatus(
      statusContent({
        ...{ invitation: this.#invitation, rights: this.#rights, f11: this.#f11 },
        canControl: this.#ports.canControl,
        isWatched: this.#transmission.isWatched,
        request: this.decisions.request,
        liveSinceWallMs: this.#liveSince?.wallMs ?? 0,
        now: { wallMs: Date.now(), clockMs: this.#ports.clock.now() },
      }),
    );
  }
}
