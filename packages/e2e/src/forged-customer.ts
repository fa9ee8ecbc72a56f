import { socketPaths } from "./forged-aftermath.ts";
import { ForgedPeer } from "./forged-peer.ts";
import { until } from "./forged-server.ts";
import { ForgedSocket } from "./forged-socket.ts";
import type { Server } from "./server.ts";

/** A customer without our program: joins, agrees and connects as it does, and sends what a test wants. */
export class ForgedCustomer {
  readonly socket: ForgedSocket;
  readonly peer: ForgedPeer;
  #handled = 0;
  #sequence = 0;
  readonly #watch: NodeJS.Timeout;
  readonly #video: NodeJS.Timeout;

  private constructor(socket: ForgedSocket) {
    this.socket = socket;
    this.peer = new ForgedPeer("customer", (candidate) => socket.say({ type: "candidate", candidate }));
    this.#watch = setInterval(() => this.#handleNew(), 5);
    this.#video = setInterval(() => this.peer.sendEmptyVideo(this.#sequence++), 50);
  }

  static async join(server: Server, key: string): Promise<ForgedCustomer> {
    const socket = await ForgedSocket.open({ url: server.summary.portal + socketPaths.customer });
    socket.say({ type: "join", version: 1, key });
    await socket.hear("joined");
    return new ForgedCustomer(socket);
  }

  /** From the admission to the connection, with these rights. */
  async agree(control: boolean): Promise<void> {
    await this.socket.hear("admitted");
    const { invitation } = (await this.socket.hear("joined")) as never as {
      invitation: { termsVersion: string; privacyVersion: string };
    };
    const { termsVersion, privacyVersion } = invitation;
    this.socket.say({ type: "consent_given", termsVersion, privacyVersion });
    await this.socket.hear("armed");
    this.setRights(control);
    this.socket.say({ type: "offer", sdp: this.peer.offer() });
    await until(() => this.peer.isReady, "the customer's channels to open", 15_000);
  }

  setRights(control: boolean): void {
    this.socket.say({ type: "rights_changed", rights: { view: { kind: "screen", number: 1, of: 1 }, control } });
  }

  end(): void {
    this.socket.say({ type: "end", reason: "customer_off" });
  }

  close(): void {
    clearInterval(this.#watch);
    clearInterval(this.#video);
    this.peer.close();
    this.socket.cut();
  }

  #handleNew(): void {
    for (const text of this.socket.texts.slice(this.#handled)) {
      this.#handled += 1;
      const message = JSON.parse(text) as { type: string; sdp: string; candidate: { candidate: string; mid: string } };
      if (message.type === "answer") this.peer.acceptAnswer(message.sdp);
      if (message.type === "candidate") this.peer.addCandidate(message.candidate);
    }
  }
}
