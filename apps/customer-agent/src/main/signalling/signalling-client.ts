import {
  type CustomerMessage,
  PROTOCOL_VERSION,
  type Problem,
  ProtocolError,
  parseMessage,
  policy,
  type ResumeToken,
  type SessionId,
  type SessionInvitation,
  type SessionKey,
  ToCustomer,
} from "@ferndiagnose/protocol";
import type { Clock, Timer } from "../clock.ts";
import type { Socket, SocketOpener } from "./open-socket.ts";

/** What a session says over its socket; joining and resuming are this client's own business. */
export type OwnMessage = Exclude<CustomerMessage, { type: "join" | "resume" }>;
export type SessionMessage = Exclude<ToCustomer, { type: "joined" }>;

export interface SignallingEvents {
  onJoined(invitation: SessionInvitation): void;
  /** The key was not taken. The client is done. */
  onRefused(problem: Problem): void;
  /** Nobody answered. The client is done. */
  onUnreachable(): void;
  onMessage(message: SessionMessage): void;
  /** The socket broke; it is being tried again. */
  onLost(): void;
  onResumed(): void;
  /** We did not get back in time, or the portal knows the session no more. */
  onGone(reason: "customer_lost" | "server_stopped"): void;
}

export interface SignallingOptions {
  portal: URL;
  clock: Clock;
  openSocket: SocketOpener;
  events: SignallingEvents;
}

const joinTimeoutMs = 10_000;
const retryDelaysMs = [0, 500, 1_000, 2_000] as const;
/**
 * A network that is gone says nothing: a socket on which nothing came for this long is given up. A server that is
 * there answers a ping, whatever else it keeps back.
 */
const silenceMs = 5_000;
const pingIntervalMs = 2_000;
/** How long a goodbye may take before the socket is cut. */
const goodbyeMs = 2_000;

export interface ResumeTicket {
  sessionId: SessionId;
  resumeToken: ResumeToken;
}

type State = "idle" | "joining" | "joined" | "resuming" | "done";

/** The customer's socket to the portal: joins once, comes back by itself, and grants nothing. */
export class SignallingClient {
  readonly #options: SignallingOptions;
  #state: State = "idle";
  #socket: Socket | undefined;
  #ticket: ResumeTicket | undefined;
  #attempt = 0;
  #timer: Timer | undefined;
  #deadline: Timer | undefined;
  #ping: Timer | undefined;
  #heardAtMs = 0;
  #goodbye: OwnMessage | undefined;
  #staysAfterGoodbye = false;

  constructor(options: SignallingOptions) {
    this.#options = options;
  }

  join(key: SessionKey): void {
    if (this.#state !== "idle") return;
    this.#state = "joining";
    this.#timer = this.#options.clock.setTimer(joinTimeoutMs, () => this.#unreachable());
    this.#open({ type: "join", version: PROTOCOL_VERSION, key });
  }

  /** In place of another process that had joined and is no more: as if its socket had just broken. */
  takeUp(ticket: ResumeTicket): void {
    if (this.#state !== "idle") return;
    this.#ticket = ticket;
    this.#state = "joined";
    this.#handleClosed();
  }

  send(message: OwnMessage): void {
    if (this.#state === "joined") this.#socket?.send(JSON.stringify(message));
  }

  /**
   * The last word. While the socket is broken it is kept until the socket is back, for a while. With `stay` the socket
   * remains, and comes back and says it again, for what the server has to say afterwards: until `close`.
   */
  sayGoodbye(message: OwnMessage, stay = false): void {
    this.#goodbye = message;
    this.#staysAfterGoodbye = stay;
    if (this.#state === "joined") this.#sayGoodbyeNow(message);
    else if (this.#state !== "resuming") {
      this.close();
    }
  }

  close(): void {
    this.#state = "done";
    this.#timer?.cancel();
    this.#deadline?.cancel();
    this.#ping?.cancel();
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  #open(greeting: CustomerMessage): void {
    const socket = this.#options.openSocket(socketAddress(this.#options.portal), {
      onOpen: () => socket.send(JSON.stringify(greeting)),
      onText: (text) => {
        if (this.#socket !== socket) return;
        this.#heardAtMs = this.#options.clock.now();
        this.#handleText(text);
      },
      onPong: () => {
        if (this.#socket === socket) this.#heardAtMs = this.#options.clock.now();
      },
      onClosed: () => {
        if (this.#socket === socket) this.#handleClosed();
      },
    });
    this.#socket = socket;
  }

  #handleText(text: string): void {
    let message: ToCustomer;
    try {
      message = parseMessage(ToCustomer, text);
    } catch (error) {
      if (error instanceof ProtocolError) return;
      throw error;
    }
    switch (this.#state) {
      case "joining":
        if (message.type === "joined") this.#joined(message.invitation);
        else if (message.type === "problem") this.#refused(message.problem);
        return;
      case "resuming":
        if (message.type === "joined") this.#resumed();
        else if (message.type === "problem") this.#gone("server_stopped");
        else if (message.type === "ended") this.#resumedAfterEnd(message);
        return;
      case "joined":
        if (message.type !== "joined") this.#options.events.onMessage(message);
        return;
      case "idle":
      case "done":
        return;
      default:
        this.#state satisfies never;
    }
  }

  /** Runs while joined. */
  #pingLater(): void {
    const { clock } = this.#options;
    this.#ping?.cancel();
    this.#ping = clock.setTimer(pingIntervalMs, () => {
      if (clock.now() - this.#heardAtMs > silenceMs) {
        this.#cut();
        return;
      }
      this.#socket?.ping();
      this.#pingLater();
    });
  }

  /** Nothing comes any more: the same as if it had been closed. */
  #cut(): void {
    this.#socket?.terminate();
    this.#handleClosed();
  }

  #handleClosed(): void {
    this.#socket = undefined;
    this.#ping?.cancel();
    switch (this.#state) {
      case "joining":
        this.#unreachable();
        return;
      case "joined":
        this.#state = "resuming";
        this.#attempt = 0;
        this.#deadline = this.#options.clock.setTimer(policy.RECONNECT_WINDOW_MS, () => this.#gone("customer_lost"));
        this.#options.events.onLost();
        this.#resumeLater();
        return;
      case "resuming":
        this.#resumeLater();
        return;
      case "idle":
      case "done":
        return;
      default:
        this.#state satisfies never;
    }
  }

  #joined(invitation: SessionInvitation): void {
    this.#timer?.cancel();
    this.#state = "joined";
    this.#pingLater();
    this.#ticket = { sessionId: invitation.sessionId, resumeToken: invitation.resumeToken };
    this.#options.events.onJoined(invitation);
  }

  #resumeLater(): void {
    this.#timer?.cancel();
    const delayMs = retryDelaysMs[Math.min(this.#attempt++, retryDelaysMs.length - 1)] ?? 0;
    this.#timer = this.#options.clock.setTimer(delayMs, () => {
      if (!this.#ticket) return;
      this.#open({ type: "resume", version: PROTOCOL_VERSION, ...this.#ticket });
      this.#timer = this.#options.clock.setTimer(joinTimeoutMs, () => this.#cut());
    });
  }

  #resumed(): void {
    this.#timer?.cancel();
    this.#deadline?.cancel();
    this.#state = "joined";
    this.#pingLater();
    if (this.#goodbye) this.#sayGoodbyeNow(this.#goodbye);
    else this.#options.events.onResumed();
  }

  #sayGoodbyeNow(message: OwnMessage): void {
    this.send(message);
    if (!this.#staysAfterGoodbye) this.#leave();
  }

  /** The session was over before we were back: nothing is left to be said, and perhaps something to be heard. */
  #resumedAfterEnd(message: SessionMessage): void {
    this.#timer?.cancel();
    this.#deadline?.cancel();
    this.#state = "joined";
    if (this.#goodbye !== undefined && !this.#staysAfterGoodbye) {
      this.#leave();
      return;
    }
    this.#pingLater();
    this.#options.events.onMessage(message);
  }

  #refused(problem: Problem): void {
    this.close();
    this.#options.events.onRefused(problem);
  }

  #unreachable(): void {
    this.close();
    this.#options.events.onUnreachable();
  }

  #gone(reason: "customer_lost" | "server_stopped"): void {
    this.close();
    this.#options.events.onGone(reason);
  }

  #leave(): void {
    const socket = this.#socket;
    this.#state = "done";
    this.#ping?.cancel();
    this.#socket = undefined;
    socket?.close();
    this.#options.clock.setTimer(goodbyeMs, () => socket?.terminate());
  }
}

function socketAddress(portal: URL): string {
  const url = new URL("/api/v1/signalling/customer", portal);
  url.protocol = portal.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
