import { type ErrorCode, type Language, SessionKey } from "@ferndiagnose/protocol";
import type { LastWord, StatusAction, StepsAction } from "@ferndiagnose/protocol/ipc";
import { Leaving } from "./leaving.ts";
import type { ReceiptDesk } from "./receipt/receipt-desk.ts";
import type { Removal } from "./removal/removal.ts";
import type { SessionPorts, StepsContent } from "./session/session-ports.ts";
import { SupportSession } from "./session/support-session.ts";
import { UnfinishedSession } from "./session/unfinished-session.ts";
import type { SocketOpener } from "./signalling/open-socket.ts";
import { SignallingClient } from "./signalling/signalling-client.ts";

export interface ProgramPorts extends SessionPorts {
  openSocket: SocketOpener;
  removal: Removal;
  setLanguage(language: Language): void;
  quit(): void;
}

interface KeyEntry {
  key: string;
  busy: boolean;
  error?: ErrorCode;
  retryAfterSeconds?: number;
  unreachable?: boolean;
}

export interface ProgramStart {
  portal: URL | undefined;
  key: string;
  isTest?: boolean;
  /** The host of another service that a link named. */
  foreignPortal?: string | undefined;
  /** This process only tells that the one before it hung. */
  stoppedByWatchdogAfterMs?: number | undefined;
  /** This process ends the session of the one before it. */
  lastWord?: LastWord | undefined;
}

type Ended = Extract<StepsContent, { step: "ended" }>;

/** The customer's program: the key first, then one session, then its end. */
export class Program {
  readonly #ports: ProgramPorts;
  readonly #portal: URL | undefined;
  #entry: KeyEntry;
  #client: SignallingClient | undefined;
  #session: SupportSession | undefined;
  #unfinished: UnfinishedSession | undefined;
  readonly #leaving: Leaving;
  readonly #start: ProgramStart;
  #foreignPortal: string | undefined;
  #ended: Ended | undefined;
  /** The question about the receipt was put because of it. */
  #removesWhenAnswered = false;

  constructor(ports: ProgramPorts, start: ProgramStart) {
    this.#ports = ports;
    this.#start = start;
    this.#foreignPortal = start.foreignPortal;
    this.#portal = start.portal;
    this.#entry = { key: start.key, busy: false };
    const { clock, log, removal } = ports;
    this.#leaving = new Leaving({
      ...{ clock, log, removal },
      onChange: () => (this.#ended ? this.#showSteps(this.#ended) : this.#session || this.#showKey()),
      quit: () => ports.quit(),
    });
  }

  /** With the key, or with the end of a session that another process of ours had to be stopped in. */
  start(): void {
    const { lastWord, stoppedByWatchdogAfterMs: lastedMs } = this.#start;
    if (lastWord && this.#portal) this.#unfinished = new UnfinishedSession(this.#sessionPorts, lastWord, this.#portal);
    else if (lastedMs === undefined) this.#showKey();
    else this.#showSteps({ step: "ended", reason: "program_failed", lastedMs });
  }

  get session(): SupportSession | undefined {
    return this.#session;
  }

  /** A link filled the key in while we were running already. It never disturbs a session. */
  offerKey(key: string, foreignPortal: string | undefined): void {
    if (this.#session || this.#unfinished || this.#entry.busy) return;
    this.#entry = { key, busy: false };
    this.#foreignPortal = foreignPortal;
    this.#showKey();
  }

  handleStepsAction(action: StepsAction): void {
    this.#session?.noteActivity();
    switch (action.type) {
      case "submit_key":
        this.#submitKey(action.key);
        return;
      case "continue":
        this.#session?.goOn();
        return;
      case "back":
        this.#session?.goBack();
        return;
      case "cancel_change":
        this.#session?.decisions.cancelChange();
        return;
      case "remove_program":
        this.#remove();
        return;
      case "keep_program":
        if (this.#ended) void this.#leaving.keep();
        return;
      case "set_shortcut":
        if (this.#offersRemoval) void this.#leaving.setShortcut(action.present);
        return;
      case "give_consent":
        this.#session?.giveConsent();
        return;
      case "refuse_consent":
        this.#session?.refuseConsent();
        return;
      case "choose":
        this.#session?.decisions.choose(action);
        return;
      case "keep_receipt":
        void this.#receipt?.keep(action.as);
        return;
      case "leave":
        this.#leave();
        return;
      case "stay":
        this.#receipt?.stay();
        return;
      case "set_language":
        this.#ports.setLanguage(action.language);
        return;
      default:
        action satisfies never;
        return;
    }
  }

  handleStatusAction(action: Exclude<StatusAction, { type: "alive" }>): void {
    this.#session?.noteActivity();
    switch (action.type) {
      case "off":
        this.#session?.stop("customer_off");
        return;
      case "set_control":
        this.#session?.decisions.setControl(action.control);
        return;
      case "renew_control":
        this.#session?.decisions.setControl(true);
        return;
      case "set_paused":
        this.#session?.decisions.setPaused(action.paused);
        return;
      case "change_view":
        this.#session?.decisions.changeView();
        return;
      case "answer_request":
        this.#session?.decisions.answerRequest(action.granted);
        return;
      default:
        action satisfies never;
        return;
    }
  }

  handleWindowClosed(): void {
    this.#leave("customer_closed_window");
  }

  /** The whole program is told to quit after a session: undefined when nothing keeps it from doing so. */
  removeBeforeQuit(): Promise<void> | undefined {
    return this.#ended && this.#leaving.beforeQuit();
  }

  handleStatusHung(): void {
    this.#session?.stop("program_failed");
  }

  get #receipt(): ReceiptDesk | undefined {
    return (this.#session ?? this.#unfinished)?.receipt;
  }

  /** What is shown passes through our own hands first. */
  get #sessionPorts(): ProgramPorts {
    return { ...this.#ports, showSteps: (content) => this.#showSteps(content) };
  }

  /** Whether the page that is shown has a button for it: the last one has, and the first one of an installed program. */
  get #offersRemoval(): boolean {
    return this.#ended !== undefined || (!this.#session && this.#leaving.isInstalled);
  }

  #submitKey(text: string): void {
    if (this.#session || this.#unfinished || this.#entry.busy) return;
    // People write seven digits in groups. Other scripts' digits stay and are refused.
    const parsed = SessionKey.safeParse(text.replace(/[\s-]/g, ""));
    if (!parsed.success) {
      this.#failEntry({ error: "key_malformed" });
      return;
    }
    const portal = this.#portal;
    if (!portal) {
      this.#failEntry({ unreachable: true });
      return;
    }
    this.#entry = { key: parsed.data, busy: true };
    this.#showKey();
    const client = new SignallingClient({
      portal,
      clock: this.#ports.clock,
      openSocket: this.#ports.openSocket,
      events: {
        onJoined: (invitation) => {
          this.#session = new SupportSession(this.#sessionPorts, client, invitation, portal);
        },
        onRefused: ({ code, retryAfterSeconds }) =>
          this.#failEntry({ error: code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) }),
        onUnreachable: () => this.#failEntry({ unreachable: true }),
        onMessage: (message) => this.#session?.handleMessage(message),
        onLost: () => this.#session?.handleLinkLost(),
        onResumed: () => this.#session?.handleLinkResumed(),
        onGone: (reason) => this.#session?.handleLinkGone(reason),
      },
    });
    this.#client = client;
    client.join(parsed.data);
  }

  #failEntry(failure: Pick<KeyEntry, "error" | "retryAfterSeconds" | "unreachable">): void {
    const { key } = this.#entry;
    this.#entry = { key, busy: false, ...failure };
    this.#showKey();
  }

  /** Before a session and after it, leaving ends the program; in between it ends the session. */
  #leave(reason: "customer_quit" | "customer_closed_window" = "customer_quit"): void {
    if (this.#session && !this.#session.isOver) {
      this.#session.stop(reason);
      return;
    }
    const isAnswer = this.#receipt?.view.leaving === true;
    if (this.#receipt?.mayLeave() === false) return;
    if (isAnswer && this.#removesWhenAnswered) void this.#leaving.remove();
    else this.#leaving.leave(this.#ended !== undefined);
    this.#removesWhenAnswered = false;
  }

  /** The window goes soon after the program, and a receipt that nobody kept with it. */
  #remove(): void {
    if (!this.#offersRemoval) return;
    this.#removesWhenAnswered = this.#receipt?.mayLeave() === false;
    if (!this.#removesWhenAnswered) void this.#leaving.remove();
  }

  /** The end page also says what becomes of the program itself. */
  #showSteps(content: StepsContent): void {
    if (content.step !== "ended") {
      this.#ports.showSteps(content);
      return;
    }
    this.#ended = content;
    const removal = this.#leaving.view;
    this.#ports.showSteps(removal ? { ...content, removal } : content);
  }

  #showKey(): void {
    const portal = this.#portal?.host;
    const { isTest } = this.#start;
    const foreignPortal = this.#foreignPortal;
    this.#ports.showSteps({
      step: "key",
      ...this.#entry,
      shortcut: this.#leaving.hasShortcut,
      installed: this.#leaving.isInstalled,
      ...(portal === undefined ? {} : { portal }),
      ...(isTest ? { isTest } : {}),
      ...(foreignPortal === undefined ? {} : { foreignPortal }),
    });
  }

  dispose(): void {
    this.#client?.close();
    this.#unfinished?.close();
  }
}
