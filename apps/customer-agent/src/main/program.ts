import { type ErrorCode, type Language, SessionKey } from "@ferndiagnose/protocol";
import type { StatusAction, StepsAction } from "@ferndiagnose/protocol/ipc";
import type { SessionPorts } from "./session/session-ports.ts";
import { SupportSession } from "./session/support-session.ts";
import type { SocketOpener } from "./signalling/open-socket.ts";
import { SignallingClient } from "./signalling/signalling-client.ts";

export interface ProgramPorts extends SessionPorts {
  openSocket: SocketOpener;
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

/** The customer's program: the key first, then one session, then its end. */
export class Program {
  readonly #ports: ProgramPorts;
  readonly #portal: URL | undefined;
  #entry: KeyEntry;
  #client: SignallingClient | undefined;
  #session: SupportSession | undefined;

  constructor(ports: ProgramPorts, start: { portal: URL | undefined; key: string }) {
    this.#ports = ports;
    this.#portal = start.portal;
    this.#entry = { key: start.key, busy: false };
  }

  start(): void {
    this.#showKey();
  }

  get session(): SupportSession | undefined {
    return this.#session;
  }

  /** A link filled the key in while we were running already. It never disturbs a session. */
  offerKey(key: string): void {
    if (this.#session || this.#entry.busy) return;
    this.#entry = { key, busy: false };
    this.#showKey();
  }

  handleStepsAction(action: StepsAction): void {
    switch (action.type) {
      case "submit_key":
        this.#submitKey(action.key);
        return;
      case "continue":
        this.#session?.goOn();
        return;
      case "back":
      case "cancel_change":
      case "remove_program":
      case "keep_program":
      case "set_shortcut":
        return;
      case "give_consent":
        this.#session?.giveConsent();
        return;
      case "refuse_consent":
        this.#session?.refuseConsent();
        return;
      case "choose":
        this.#session?.choose(action.view, action.control);
        return;
      case "keep_receipt":
        void this.#session?.receipt?.keep(action.as);
        return;
      case "leave":
        this.#leave();
        return;
      case "stay":
        this.#session?.receipt?.stay();
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
    switch (action.type) {
      case "off":
        this.#session?.stop("customer_off");
        return;
      case "set_control":
        this.#session?.setControl(action.control);
        return;
      case "renew_control":
      case "set_paused":
      case "change_view":
        return;
      case "answer_request":
        this.#session?.answerRequest(action.granted);
        return;
      default:
        action satisfies never;
        return;
    }
  }

  handleWindowClosed(): void {
    this.#leave("customer_closed_window");
  }

  handleStatusHung(): void {
    this.#session?.stop("program_failed");
  }

  #submitKey(text: string): void {
    if (this.#session || this.#entry.busy) return;
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
          this.#session = new SupportSession(this.#ports, client, invitation, portal);
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
    if (this.#session && !this.#session.isOver) this.#session.stop(reason);
    else if (this.#session?.receipt?.mayLeave() !== false) this.#ports.quit();
  }

  #showKey(): void {
    const portal = this.#portal?.host;
    const unchanged = { shortcut: false, installed: false };
    this.#ports.showSteps({ step: "key", ...this.#entry, ...unchanged, ...(portal === undefined ? {} : { portal }) });
  }

  dispose(): void {
    this.#client?.close();
  }
}
