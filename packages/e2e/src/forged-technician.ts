import type { ChannelLabel, NewSession } from "@ferndiagnose/protocol";
import { socketPaths } from "./forged-aftermath.ts";
import { ForgedPeer } from "./forged-peer.ts";
import { until } from "./forged-server.ts";
import { ForgedSocket } from "./forged-socket.ts";
import type { ForgedVisitor } from "./forged-visitor.ts";

/** A technician who signed in properly and then uses a program of their own instead of our page. */
export class ForgedTechnician {
  readonly sessionId: string;
  readonly key: string;
  readonly socket: ForgedSocket;
  #peer: ForgedPeer | undefined;
  #handled = 0;
  readonly #watch: NodeJS.Timeout;

  private constructor(socket: ForgedSocket, session: { sessionId: string; key: string }) {
    this.socket = socket;
    this.sessionId = session.sessionId;
    this.key = session.key;
    this.#watch = setInterval(() => this.#handleNew(), 5);
  }

  /** Attached to a new session of their own account. */
  static async begin(visitor: ForgedVisitor, request?: NewSession): Promise<ForgedTechnician> {
    const session = await visitor.newSession(request);
    const url = visitor.server.summary.viewer + socketPaths.technician;
    const socket = await ForgedSocket.open({ url, headers: { cookie: visitor.cookie } });
    socket.say({ type: "attach", version: 1, sessionId: session.sessionId });
    await socket.hear("state");
    return new ForgedTechnician(socket, session);
  }

  async admit(): Promise<void> {
    await this.socket.hear((message) => message["state"] === "joined", 0, 30_000);
    this.socket.say({ type: "admit" });
  }

  get peer(): ForgedPeer {
    if (this.#peer === undefined) throw new Error("There is no connection yet");
    return this.#peer;
  }

  async connected(timeoutMs = 20_000): Promise<void> {
    await until(() => this.#peer?.isReady === true, "the technician's channels to open", timeoutMs);
  }

  input(label: ChannelLabel, message: unknown): boolean {
    return this.peer.send(label, message);
  }

  end(): void {
    this.socket.say({ type: "end" });
  }

  close(): void {
    clearInterval(this.#watch);
    this.#peer?.close();
    this.socket.cut();
  }

  #handleNew(): void {
    for (const text of this.socket.texts.slice(this.#handled)) {
      this.#handled += 1;
      const message = JSON.parse(text) as { type: string; sdp: string; candidate: { candidate: string; mid: string } };
      if (message.type === "offer") {
        this.#peer?.close();
        this.#peer = new ForgedPeer("technician", (candidate) => this.socket.say({ type: "candidate", candidate }));
        this.socket.say({ type: "answer", sdp: this.#peer.answer(message.sdp) });
      }
      if (message.type === "candidate") this.#peer?.addCandidate(message.candidate);
    }
  }
}
