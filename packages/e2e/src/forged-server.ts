import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type ChannelLabel, CustomerMessage, type Heartbeat, heartbeatSignedBytes } from "@ferndiagnose/protocol";
import { type WebSocket, WebSocketServer } from "ws";
import { ForgedPeer } from "./forged-peer.ts";

const recordingId = "0123456789abcdef0123456789abcdef" as Heartbeat["recordingId"];

const invitation = {
  sessionId: "a".repeat(20),
  resumeToken: "b".repeat(43),
  checkCode: "4711",
  technicianName: "Technik 7",
  organisation: "Beispiel-Netze",
  termsVersion: "2026-11-01.1",
  privacyVersion: "2026-11-01.1",
  retentionDays: 90,
};

/**
 * Portal, relay and recorder in one hand that keeps to no rules: it agrees on a connection with the customer's program as
 * ours do, signs with a key of its own, and then says whatever a test wants.
 */
export class ForgedServer {
  readonly url: string;
  /** What the customer's program said that fits the protocol, and what did not. */
  readonly received: CustomerMessage[] = [];
  readonly unfit: string[] = [];
  readonly #server: WebSocketServer;
  readonly #intakeKey = rawPublicKey(generateKeyPairSync("x25519").publicKey);
  readonly #keys = generateKeyPairSync("ed25519");
  readonly #startedAt = performance.now();
  #socket: WebSocket | undefined;
  #peer: ForgedPeer | undefined;
  #nextBeat = 0;
  #heart: NodeJS.Timeout | undefined;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    server.on("connection", (socket) => {
      this.#socket = socket;
      socket.on("message", (data) => this.#handle(String(data)));
    });
  }

  static async start(): Promise<ForgedServer> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0, path: "/api/v1/signalling/customer" });
    await once(server, "listening");
    return new ForgedServer(server);
  }

  /** Anything at all; texts go as they are. */
  say(message: unknown): void {
    this.#socket?.send(
      typeof message === "string" || message instanceof Uint8Array ? message : JSON.stringify(message),
    );
  }

  admit(): void {
    this.say({ type: "admitted", intakeKey: this.#intakeKey });
  }

  arm(): void {
    const { x } = this.#keys.publicKey.export({ format: "jwk" });
    this.say({ type: "armed", recordingId, recordingKey: x, iceServers: [], codecs: ["VP8"] });
  }

  /** Since the beginning of the recording that there is not. */
  get recordedMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  /** A heartbeat as a recorder signs it, but for what is said otherwise. */
  heartbeat(other: Partial<Omit<Heartbeat, "signature">> = {}, key: KeyObject = this.#keys.privateKey): Heartbeat {
    const honest = {
      recordingId,
      beat: this.#nextBeat++,
      frameSeq: 0,
      headHash: "0".repeat(64),
      lagMs: 0,
      monoMs: this.recordedMs,
    };
    const unsigned = { ...honest, ...other };
    return { ...unsigned, signature: sign(null, heartbeatSignedBytes(unsigned), key).toString("base64url") };
  }

  /** Says this every 500 ms, instead of what was said so before. */
  keepSaying(message: () => unknown): void {
    this.fallSilent();
    const beat = () => this.say(message());
    beat();
    this.#heart = setInterval(beat, 500);
  }

  beatHonestly(): void {
    this.keepSaying(() => ({ type: "heartbeat", heartbeat: this.heartbeat() }));
  }

  fallSilent(): void {
    clearInterval(this.#heart);
  }

  /** Sends straight to the customer's program, past every check that a relay of ours makes. */
  input(label: ChannelLabel, message: unknown): void {
    this.peer.send(label, message);
  }

  get peer(): ForgedPeer {
    if (this.#peer === undefined) throw new Error("There is no connection yet");
    return this.#peer;
  }

  async connected(timeoutMs = 15_000): Promise<void> {
    await until(() => this.#peer?.isReady === true, "the channels to open", timeoutMs);
  }

  of<Type extends CustomerMessage["type"]>(type: Type): Extract<CustomerMessage, { type: Type }>[] {
    return this.received.filter(
      (message): message is Extract<CustomerMessage, { type: Type }> => message.type === type,
    );
  }

  async stop(): Promise<void> {
    this.fallSilent();
    this.#peer?.close();
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #handle(text: string): void {
    const parsed = CustomerMessage.safeParse(JSON.parse(text));
    if (!parsed.success) {
      this.unfit.push(text);
      return;
    }
    const message = parsed.data;
    this.received.push(message);
    if (message.type === "join") this.say({ type: "joined", invitation });
    if (message.type === "offer") {
      this.#peer?.close();
      this.#peer = new ForgedPeer("server", (candidate) => this.say({ type: "candidate", candidate }));
      this.say({ type: "answer", sdp: this.#peer.answer(message.sdp) });
    }
    if (message.type === "candidate") this.#peer?.addCandidate(message.candidate);
  }
}

/** Hexadecimal; SubjectPublicKeyInfo ends with it (RFC 8410, section 4). */
function rawPublicKey(key: KeyObject): string {
  return key.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
}

export async function until(done: () => boolean | Promise<boolean>, what: string, timeoutMs: number): Promise<number> {
  const startedAt = performance.now();
  while (!(await done())) {
    if (performance.now() - startedAt > timeoutMs) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`);
    await sleep(10);
  }
  return performance.now() - startedAt;
}
