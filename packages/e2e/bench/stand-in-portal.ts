import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  complaintCodeOf,
  Pseudonym,
  parseMessage,
  RecorderMessage,
  type SessionEvent,
  type SessionId,
  type ToRecorder,
} from "@ferndiagnose/protocol";
import { fromHex, sealTo, systemRandom } from "@ferndiagnose/sealed-recording";
import { type WebSocket, WebSocketServer } from "ws";

export type SessionReport = Extract<RecorderMessage, { sessionId: SessionId }>;

const path = "/api/v1/signalling/recorder";

/** The portal's side of the recorder's socket and nothing else of it: a benchmark plays customer and technician. */
export class StandInPortal {
  readonly token = randomBytes(24).toString("hex");
  readonly #server: Server;
  readonly #listeners = new Map<SessionId, (report: SessionReport) => void>();
  /** Waiting for a recording server's hello. */
  readonly #greeters = new Set<() => void>();
  #socket: WebSocket | undefined;
  #intakeKey: Uint8Array | undefined;

  private constructor(server: Server) {
    this.#server = server;
    const sockets = new WebSocketServer({ server, path });
    sockets.on("connection", (socket) => {
      this.#socket = socket;
      socket.on("message", (data) => {
        const message = parseMessage(RecorderMessage, data.toString());
        if (message.type === "recording_statuses" || message.type === "tunnel_answer") return;
        if (message.type !== "hello") this.#listeners.get(message.sessionId)?.(message);
        else {
          this.#intakeKey = fromHex(message.intakeKey);
          this.send({ type: "welcome" });
          for (const greet of this.#greeters) greet();
          this.#greeters.clear();
        }
      });
    });
  }

  static async listen(): Promise<StandInPortal> {
    const server = createServer();
    const portal = new StandInPortal(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return portal;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when the next recording server says hello. */
  nextRecorder(): Promise<void> {
    return new Promise((resolve) => {
      this.#greeters.add(resolve);
    });
  }

  /** What the recording server says about this session goes here from now on. */
  onReport(sessionId: SessionId, listener: (report: SessionReport) => void): void {
    this.#listeners.set(sessionId, listener);
  }

  /** As after a customer's consent: with a complaint code that nobody keeps. */
  async arm(sessionId: SessionId, history: SessionEvent[]): Promise<void> {
    if (!this.#intakeKey) throw new Error("No recording server has said hello");
    const utf8 = new TextEncoder();
    const code = utf8.encode(complaintCodeOf(systemRandom(19)));
    const box = await sealTo(this.#intakeKey, "complaint code", utf8.encode(sessionId), code, systemRandom);
    const technician = Pseudonym.parse("AAAA-AAAA");
    this.send({ type: "arm", sessionId, history, technician, organisation: "Benchmark", complaintCode: box });
  }

  send(message: ToRecorder): void {
    this.#socket?.send(JSON.stringify(message));
  }

  close(): void {
    this.#socket?.terminate();
    this.#server.close();
  }
}
