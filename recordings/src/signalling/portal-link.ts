import {
  ProtocolError,
  parseMessage,
  policy,
  type RecorderMessage,
  type SessionId,
  ToRecorder,
} from "@ferndiagnose/protocol";
import { codeOf } from "@ferndiagnose/server";
import { WebSocket } from "ws";
import type { Ports, Timer } from "../ports.ts";

export interface PortalLinkOptions {
  /** The portal's operations listener, such as `ws://127.0.0.1:9400`. */
  portalUrl: string;
  token: string;
  /** Made anew for every connection: capacity changes. */
  hello: () => Extract<RecorderMessage, { type: "hello" }>;
  onMessage: (message: ToRecorder) => void;
  /** `onMessage` threw at a message of this session. */
  onSessionFailed: (sessionId: SessionId) => void;
  onConnected: () => void;
  onLost: () => void;
}

export const recorderSocketPath = "/api/v1/signalling/recorder";
const firstRetryMs = 250;
const longestRetryMs = 5_000;
/** A peer that vanished without a word is noticed by a missing pong. */
const pingIntervalMs = 4_000;
/** What must reach the portal even if it was away when it happened. */
const keptTypes: ReadonlySet<RecorderMessage["type"]> = new Set([
  "ended",
  "sealed",
  "arm_refused",
  "receipt",
  "recording_statuses",
]);
const maxKept = 10_000;
/** What went out so shortly before the line was lost may never have arrived; hearing it twice does the portal no harm. */
const uncertainMs = 30_000;

/** The line to the portal: dials, says hello, dials again when it is lost. */
export class PortalLink {
  readonly #ports: Ports;
  readonly #options: PortalLinkOptions;
  #socket: WebSocket | undefined;
  #isWelcome = false;
  #retryMs = firstRetryMs;
  #retry: Timer | undefined;
  #ping: Timer | undefined;
  #isStopped = true;
  readonly #kept: RecorderMessage[] = [];
  /** Of the kinds that are kept, what was sent of late. */
  #sent: { message: RecorderMessage; atUs: number }[] = [];

  constructor(ports: Ports, options: PortalLinkOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  get isConnected(): boolean {
    return this.#isWelcome;
  }

  start(): void {
    this.#isStopped = false;
    this.#dial();
  }

  /** Sends what is still kept and says goodbye. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#retry?.cancel();
    this.#ping?.cancel();
    const socket = this.#socket;
    if (!socket || socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    const giveUp = this.#ports.clock.setTimer(1_000, () => socket.terminate());
    socket.close(1001);
    await closed;
    giveUp.cancel();
  }

  /** While there is no line, only how sessions end and what becomes of recordings is kept; signalling of then is of no use later. */
  send(message: RecorderMessage): void {
    const isKept = keptTypes.has(message.type);
    if (this.#isWelcome) {
      this.#socket?.send(JSON.stringify(message));
      // A status is told again by whoever knows what it is by then.
      if (isKept && message.type !== "recording_statuses") this.#noteSent(message);
    } else if (isKept && this.#kept.length < maxKept) this.#kept.push(message);
  }

  #noteSent(message: RecorderMessage): void {
    this.#sent = [...this.#uncertain(), { message, atUs: this.#ports.clock.monotonicUs() }];
  }

  #uncertain(): { message: RecorderMessage; atUs: number }[] {
    const sinceUs = this.#ports.clock.monotonicUs() - uncertainMs * 1000;
    return this.#sent.filter(({ atUs }) => atUs >= sinceUs);
  }

  #dial(): void {
    const url = new URL(recorderSocketPath, this.#options.portalUrl);
    url.protocol = url.protocol.replace(/^http/, "ws");
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${this.#options.token}` },
      perMessageDeflate: false,
      maxPayload: policy.MAX_RECORDER_MESSAGE_BYTES,
      handshakeTimeout: 5_000,
    });
    this.#socket = socket;
    socket.on("open", () => {
      socket.send(JSON.stringify(this.#options.hello()));
      this.#watch(socket);
    });
    socket.on("message", (data, isBinary) => this.#handleText(isBinary ? undefined : data.toString()));
    socket.on("error", (error) => this.#ports.log.warn({ code: codeOf(error) }, "portal.line_failed"));
    socket.on("close", () => this.#handleClosed());
  }

  #handleText(text: string | undefined): void {
    try {
      if (text === undefined) throw new ProtocolError("message_malformed");
      this.#handleMessage(parseMessage(ToRecorder, text));
    } catch (error) {
      if (error instanceof ProtocolError) this.#ports.log.warn({ code: error.code }, "portal.message_refused");
      else this.#ports.log.error({ code: codeOf(error) }, "portal.message_failed");
    }
  }

  /** What goes wrong with one session ends that one: an error that left here would end the process, and every recording with it. */
  #hand(message: ToRecorder): void {
    try {
      this.#options.onMessage(message);
    } catch (error) {
      if (error instanceof ProtocolError || !("sessionId" in message)) throw error;
      this.#ports.log.error({ sessionId: message.sessionId, code: codeOf(error) }, "session.message_failed");
      this.#options.onSessionFailed(message.sessionId);
    }
  }

  #handleMessage(message: ToRecorder): void {
    switch (message.type) {
      case "welcome":
        this.#isWelcome = true;
        this.#retryMs = firstRetryMs;
        this.#ports.log.info({}, "portal.connected");
        for (const kept of this.#kept.splice(0)) this.send(kept);
        this.#options.onConnected();
        return;
      case "refused":
        // Another version, or a wrong token: it takes an operator, so there is no hurry to ask again.
        this.#ports.log.error({ code: message.code }, "portal.refused");
        this.#retryMs = longestRetryMs;
        this.#socket?.close();
        return;
      default:
        if (this.#isWelcome) this.#hand(message);
    }
  }

  #watch(socket: WebSocket): void {
    let isAlive = true;
    socket.on("pong", () => {
      isAlive = true;
    });
    const check = () => {
      if (!isAlive) {
        socket.terminate();
        return;
      }
      isAlive = false;
      socket.ping();
      this.#ping = this.#ports.clock.setTimer(pingIntervalMs, check);
    };
    this.#ping = this.#ports.clock.setTimer(pingIntervalMs, check);
  }

  #handleClosed(): void {
    this.#ping?.cancel();
    if (this.#isWelcome) {
      this.#isWelcome = false;
      this.#ports.log.warn({}, "portal.lost");
      this.#kept.unshift(...this.#uncertain().map(({ message }) => message));
      this.#sent = [];
      this.#options.onLost();
    }
    if (this.#isStopped) return;
    // Spread, so that many recorders do not come back in the same moment.
    const spread = 0.5 + (this.#ports.random(1)[0] ?? 0) / 255;
    this.#retry = this.#ports.clock.setTimer(this.#retryMs * spread, () => this.#dial());
    this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
  }
}
