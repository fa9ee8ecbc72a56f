import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import {
  CustomerMessage,
  type Heartbeat,
  heartbeatSignedBytes,
  parseMessage,
  Receipt,
  RecordingId,
  type SignedReceipt,
  type ToCustomer,
} from "@ferndiagnose/protocol";
import { canonicalBytes, openSealed } from "@ferndiagnose/sealed-recording";
import { type WebSocket, WebSocketServer } from "ws";

/** A portal that says what a test tells it to: a stand-in, not a server. */
export class ScriptedPortal {
  readonly url: string;
  readonly received: CustomerMessage[] = [];
  readonly #server: WebSocketServer;
  readonly #intake = generateKeyPairSync("x25519");
  readonly #keys = generateKeyPairSync("ed25519");
  readonly #recordingId = RecordingId.parse("0123456789abcdef0123456789abcdef");
  #socket: WebSocket | undefined;
  #beat = 0;
  #isHanging = false;
  readonly #startedAt = performance.now();
  #heart: NodeJS.Timeout | undefined;
  onMessage: (message: CustomerMessage) => void = () => {};

  private constructor(server: WebSocketServer, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}`;
    server.on("connection", (socket) => {
      this.#socket = socket;
      socket.on("message", (data: Buffer) => {
        const message = parseMessage(CustomerMessage, data.toString("utf8"));
        this.received.push(message);
        if (message.type === "join" || message.type === "resume") this.#greet(message);
        this.onMessage(message);
      });
    });
  }

  static async start(): Promise<ScriptedPortal> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/api/v1/signalling/customer" });
    await once(server, "listening");
    return new ScriptedPortal(server, (server.address() as { port: number }).port);
  }

  send(message: ToCustomer): void {
    if (!this.#isHanging) this.#socket?.send(JSON.stringify(message));
  }

  admit(): void {
    this.send({
      type: "admitted",
      intakeKey: this.#intake.publicKey.export({ format: "der", type: "spki" }).subarray(12).toString("hex"),
    });
  }

  arm(): void {
    const { x } = this.#keys.publicKey.export({ format: "jwk" });
    this.send({
      type: "armed",
      recordingId: this.#recordingId,
      recordingKey: x ?? "",
      iceServers: [],
      codecs: ["VP8"],
    });
  }

  /** One heartbeat a second, as the recorder does. */
  startHeart(): void {
    const beat = () => this.send({ type: "heartbeat", heartbeat: this.heartbeat() });
    beat();
    this.#heart = setInterval(beat, 1_000);
  }

  stopHeart(): void {
    clearInterval(this.#heart);
  }

  heartbeat(key: KeyObject = this.#keys.privateKey): Heartbeat {
    const unsigned = {
      recordingId: this.#recordingId,
      beat: this.#beat++,
      frameSeq: 0,
      headHash: "0".repeat(64),
      lagMs: 0,
      monoMs: Math.round(performance.now() - this.#startedAt),
    };
    const signature = sign(null, heartbeatSignedBytes(unsigned), key).toString("base64url");
    return { ...unsigned, signature };
  }

  /** A true receipt of a session that began this long ago, but for what is said otherwise. */
  receipt(lastedMs: number, other: Partial<Receipt> = {}, key: KeyObject = this.#keys.privateKey): SignedReceipt {
    const endedAt = Date.now();
    const screen = { kind: "screen", number: 1, of: 1 } as const;
    const watchedMs = Math.round(lastedMs / 4);
    const receipt = Receipt.parse({
      version: 1,
      sessionId: invitation.sessionId,
      recordingId: this.#recordingId,
      organisation: invitation.organisation,
      technician: "K7QM-2XRT",
      startedAt: endedAt - lastedMs,
      endedAt,
      endReason: "customer_off",
      rights: [
        { rights: { view: screen, control: false }, fromMs: 0, untilMs: watchedMs },
        { rights: { view: screen, control: true }, fromMs: watchedMs, untilMs: lastedMs },
      ],
      finalSeq: 9,
      finalHash: "1f".repeat(32),
      deleteAt: endedAt + 90 * 24 * 3_600_000,
      log: "log.example/2026",
      ...other,
    });
    const label = Buffer.from("FDR1 receipt\0");
    const bytes = Buffer.concat([label, Buffer.from(receipt.recordingId, "hex"), canonicalBytes(receipt)]);
    const { x = "" } = this.#keys.publicKey.export({ format: "jwk" });
    return { receipt, recordingKey: x, signature: sign(null, bytes, key).toString("base64url") };
  }

  /** What the customer's program sealed to this server. */
  async complaintCode(): Promise<string> {
    const [consent] = this.of("consent_given");
    if (consent === undefined) throw new Error("Nobody has agreed yet");
    const { d = "" } = this.#intake.privateKey.export({ format: "jwk" });
    const binding = Buffer.from(invitation.sessionId);
    const code = await openSealed(Buffer.from(d, "base64url"), "complaint code", binding, consent.complaintCode);
    return Buffer.from(code).toString();
  }

  of<Type extends CustomerMessage["type"]>(type: Type): Extract<CustomerMessage, { type: Type }>[] {
    return this.received.filter(
      (message): message is Extract<CustomerMessage, { type: Type }> => message.type === type,
    );
  }

  async heard(type: CustomerMessage["type"], count = 1, timeoutMs = 20_000): Promise<void> {
    const giveUpAt = Date.now() + timeoutMs;
    while (this.of(type).length < count) {
      if (Date.now() > giveUpAt) throw new Error(`The program did not say ${type}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** A server that hangs: it neither reads nor answers, and its sockets stay. */
  hang(): void {
    this.#socket?.pause();
    this.#isHanging = true;
  }

  recover(): void {
    this.#socket?.resume();
    this.#isHanging = false;
  }

  /** Breaks the socket without a word. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** As if nobody had ever called. */
  forget(): void {
    this.stopHeart();
    this.recover();
    this.#socket?.removeAllListeners("message");
    this.#socket?.terminate();
    this.received.length = 0;
  }

  async stop(): Promise<void> {
    this.stopHeart();
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #greet(message: CustomerMessage & { type: "join" | "resume" }): void {
    if (message.type === "join" && message.key !== "1234567") {
      const problem = { type: "about:blank", title: "no", status: 404, code: "key_not_accepted" } as const;
      this.send({ type: "problem", problem });
      return;
    }
    this.send({ type: "joined", invitation: invitation as Extract<ToCustomer, { type: "joined" }>["invitation"] });
  }
}

const invitation = {
  sessionId: "a".repeat(20),
  resumeToken: "b".repeat(43),
  checkCode: "4711",
  technicianName: "Technik 7",
  organisation: "Beispiel-Netze GmbH",
  termsVersion: "2026-11-01.1",
  privacyVersion: "2026-11-01.1",
  retentionDays: 90,
};
