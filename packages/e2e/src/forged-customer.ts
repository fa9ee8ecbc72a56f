import { randomBytes } from "node:crypto";
import { type ComplaintCode, complaintCodeOf, SignedReceipt } from "@ferndiagnose/protocol";
import { receiptProof, sealTo } from "@ferndiagnose/sealed-recording";
import { socketPaths } from "./forged-aftermath.ts";
import { ForgedPeer } from "./forged-peer.ts";
import { until } from "./forged-server.ts";
import { ForgedSocket } from "./forged-socket.ts";
import type { Server } from "./server.ts";

/** A customer without our program: joins, agrees and connects as it does, and sends what a test wants. */
export class ForgedCustomer {
  readonly socket: ForgedSocket;
  readonly peer: ForgedPeer;
  /** Drawn as our program draws it; nobody else knows it. */
  readonly complaintCode: ComplaintCode = complaintCodeOf(randomBytes(19));
  /** What came after the end. */
  readonly receipts: SignedReceipt[] = [];
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
    await this.consent();
    await this.socket.hear("armed");
    this.setRights(control);
    this.socket.say({ type: "offer", sdp: this.peer.offer() });
    await until(() => this.peer.isReady, "the customer's channels to open", 15_000);
  }

  /** Waits for the admission, seals the complaint code to the recorder, and agrees. */
  async consent(): Promise<void> {
    const { intakeKey } = (await this.socket.hear("admitted")) as never as { intakeKey: string };
    const { invitation } = (await this.socket.hear("joined")) as never as {
      invitation: { sessionId: string; termsVersion: string; privacyVersion: string };
    };
    const { sessionId, termsVersion, privacyVersion } = invitation;
    const utf8 = new TextEncoder();
    const complaintCode = await sealTo(
      Buffer.from(intakeKey, "hex"),
      "complaint code",
      utf8.encode(sessionId),
      utf8.encode(this.complaintCode),
      (length) => new Uint8Array(randomBytes(length)),
    );
    const proof = await receiptProof(this.complaintCode, sessionId);
    this.socket.say({ type: "consent_given", termsVersion, privacyVersion, complaintCode, receiptProof: proof });
  }

  /** The receipt, once it has come. */
  async receipt(timeoutMs = 15_000): Promise<SignedReceipt> {
    await until(() => this.receipts.length > 0, "the receipt", timeoutMs);
    return this.receipts[0] as SignedReceipt;
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
      const message = JSON.parse(text) as {
        type: string;
        sdp: string;
        candidate: { candidate: string; mid: string };
        receipt: unknown;
      };
      if (message.type === "answer") this.peer.acceptAnswer(message.sdp);
      if (message.type === "candidate") this.peer.addCandidate(message.candidate);
      if (message.type === "receipt") this.receipts.push(SignedReceipt.parse(message.receipt));
    }
  }
}
