import { once } from "node:events";
import {
  parseMessage,
  RecorderMessage,
  type SessionEvent,
  type SessionId,
  type ToRecorder,
} from "@ferndiagnose/protocol";
import { type WebSocket, WebSocketServer } from "ws";
import { recorderSocketPath } from "../signalling/portal-link.ts";

/** The portal's side of the recorder's socket, played by a test. */
export class ScriptedPortal {
  readonly messages: RecorderMessage[] = [];
  readonly #server: WebSocketServer;
  #socket: WebSocket | undefined;
  #onMessage: (message: RecorderMessage) => void = () => undefined;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on("connection", (socket) => {
      this.#socket = socket;
      socket.on("message", (data) => {
        const message = parseMessage(RecorderMessage, data.toString());
        this.messages.push(message);
        if (message.type === "hello") this.say({ type: "welcome" });
        this.#onMessage(message);
      });
    });
  }

  static async listen(): Promise<ScriptedPortal> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: recorderSocketPath });
    await once(server, "listening");
    return new ScriptedPortal(server);
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || !address) throw new Error("The portal does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  onMessage(handle: (message: RecorderMessage) => void): void {
    this.#onMessage = handle;
  }

  say(message: ToRecorder): void {
    this.#socket?.send(JSON.stringify(message));
  }

  sayEvent(sessionId: SessionId, event: SessionEvent): void {
    this.say({ type: "event", sessionId, event });
  }

  /** What was told of one session, heartbeats left out. */
  toldOf(sessionId: SessionId): Exclude<RecorderMessage, { type: "hello" | "heartbeat" }>[] {
    return this.messages.filter(
      (message): message is Exclude<RecorderMessage, { type: "hello" | "heartbeat" }> =>
        message.type !== "hello" && message.type !== "heartbeat" && message.sessionId === sessionId,
    );
  }

  typesOf(sessionId: SessionId): string[] {
    const signalling = new Set(["customer_answer", "customer_candidate", "viewers"]);
    return this.toldOf(sessionId)
      .map(({ type }) => type)
      .filter((type) => !signalling.has(type));
  }

  /** Drops the line without a word. */
  dropLine(): void {
    this.#socket?.terminate();
  }

  async close(): Promise<void> {
    this.#socket?.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
