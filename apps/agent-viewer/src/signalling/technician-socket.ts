import {
  type ErrorCode,
  PROTOCOL_VERSION,
  ProtocolError,
  parseMessage,
  policy,
  type SessionId,
  type TechnicianMessage,
  ToTechnician,
} from "@ferndiagnose/protocol";
import type { Clock, Timer } from "@ferndiagnose/rtc";
import { OPEN, type SocketLike } from "./socket-like.ts";

/** `lost` tries again by itself; `given_up` does not. `since` is the time of the loss. */
export type Link =
  | { state: "connecting" }
  | { state: "open" }
  | { state: "lost"; since: number }
  | { state: "given_up" };

export interface TechnicianSocketEvents {
  onMessage(message: ToTechnician): void;
  onLink(link: Link): void;
  /** What the portal sent was no message of the protocol; it was dropped. */
  onUnreadable(code: ErrorCode): void;
}

export interface TechnicianSocketOptions {
  sessionId: SessionId;
  openSocket: () => SocketLike;
  clock: Clock;
  events: TechnicianSocketEvents;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/** The technician's signalling for one session: attaches, and attaches again after a loss, for as long as it makes sense. */
export class TechnicianSocket {
  readonly #options: TechnicianSocketOptions;
  #socket: SocketLike | undefined;
  #retry: Timer | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #lostSince: number | undefined;
  #stopped = false;

  constructor(options: TechnicianSocketOptions) {
    this.#options = options;
  }

  start(): void {
    this.#options.events.onLink({ state: "connecting" });
    this.#open();
  }

  /** False when there is no open socket; nothing is kept for later, because the state may be another one then. */
  send(message: TechnicianMessage): boolean {
    if (this.#socket?.readyState !== OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Attaches anew, so that the relay offers a new media connection. */
  reattach(): void {
    const socket = this.#socket;
    if (this.#stopped || socket === undefined || socket.readyState !== OPEN) return;
    this.#drop(socket);
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    this.#retry?.cancel();
    if (this.#socket !== undefined) this.#drop(this.#socket);
  }

  #open(): void {
    const socket = this.#options.openSocket();
    this.#socket = socket;
    socket.onopen = () => {
      const { sessionId } = this.#options;
      this.send({ type: "attach", version: PROTOCOL_VERSION, sessionId });
    };
    socket.onmessage = ({ data }) => this.#read(data);
    socket.onclose = () => this.#handleClose();
  }

  #read(data: unknown): void {
    let message: ToTechnician;
    try {
      if (typeof data !== "string") throw new ProtocolError("message_malformed");
      if (data.length > policy.MAX_SIGNALLING_MESSAGE_BYTES) throw new ProtocolError("message_too_large");
      message = parseMessage(ToTechnician, data);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#options.events.onUnreadable(error.code);
      return;
    }
    // Only a message of the session proves that the portal has us back; an open socket does not.
    if (message.type === "state") this.#markAttached();
    this.#options.events.onMessage(message);
  }

  #markAttached(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#lostSince = undefined;
    this.#options.events.onLink({ state: "open" });
  }

  #handleClose(): void {
    if (this.#stopped) return;
    const { clock, events } = this.#options;
    this.#socket = undefined;
    this.#lostSince ??= clock.now();
    if (clock.now() + this.#pauseMs - this.#lostSince > policy.RECONNECT_WINDOW_MS) {
      this.#stopped = true;
      events.onLink({ state: "given_up" });
      return;
    }
    events.onLink({ state: "lost", since: this.#lostSince });
    this.#retry = clock.setTimer(this.#pauseMs, () => this.#open());
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  #drop(socket: SocketLike): void {
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    this.#socket = undefined;
  }
}
