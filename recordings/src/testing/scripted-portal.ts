import { once } from "node:events";
import {
  type ComplaintCode,
  complaintCodeOf,
  Pseudonym,
  parseMessage,
  RecorderMessage,
  type RecordingStatus,
  type SessionEvent,
  type SessionId,
  type ToRecorder,
} from "@ferndiagnose/protocol";
import { fromHex, sealTo } from "@ferndiagnose/sealed-recording";
import { type WebSocket, WebSocketServer } from "ws";
import { recorderSocketPath } from "../signalling/portal-link.ts";
import { testRandom } from "./test-ports.ts";

type AboutSession = Exclude<RecorderMessage, { type: "hello" | "heartbeat" | "recording_statuses" }>;

/** What every session in these tests is told to be. */
export const technician = Pseudonym.parse("ABCD-2345");

/** The portal's side of the recorder's socket, played by a test. */
export class ScriptedPortal {
  readonly messages: RecorderMessage[] = [];
  /** What the customers kept. */
  readonly codes = new Map<SessionId, ComplaintCode>();
  readonly #arms = new Map<SessionId, Extract<ToRecorder, { type: "arm" }>>();
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

  /** What the portal says once a customer has consented, whose program sealed a code to this server's newest intake key. */
  async arm(sessionId: SessionId, history: SessionEvent[] = []): Promise<void> {
    const hello = this.messages.findLast((message) => message.type === "hello");
    if (!hello) throw new Error("No recording server has said hello");
    const code = complaintCodeOf(testRandom(19));
    this.codes.set(sessionId, code);
    const encoder = new TextEncoder();
    const complaintCode = await sealTo(
      fromHex(hello.intakeKey),
      "complaint code",
      encoder.encode(sessionId),
      encoder.encode(code),
      testRandom,
    );
    this.#arms.set(sessionId, { type: "arm", sessionId, history, technician, organisation: "Example", complaintCode });
    this.rearm(sessionId, sessionId);
  }

  /** The same once more, for another session perhaps. */
  rearm(sessionId: SessionId, as: SessionId): void {
    const said = this.#arms.get(sessionId);
    if (said) this.say({ ...said, sessionId: as });
  }

  sayEvent(sessionId: SessionId, event: SessionEvent): void {
    this.say({ type: "event", sessionId, event });
  }

  /** What was told of one session, heartbeats left out. */
  toldOf(sessionId: SessionId): AboutSession[] {
    return this.messages.filter(
      (message): message is AboutSession =>
        message.type !== "hello" &&
        message.type !== "heartbeat" &&
        message.type !== "recording_statuses" &&
        message.type !== "tunnel_answer" &&
        message.sessionId === sessionId,
    );
  }

  /** What became of the session's recording, as told last. */
  statusOf(sessionId: SessionId): RecordingStatus | undefined {
    return this.messages
      .flatMap((message) => (message.type === "recording_statuses" ? message.statuses : []))
      .findLast((status) => status.sessionId === sessionId);
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
