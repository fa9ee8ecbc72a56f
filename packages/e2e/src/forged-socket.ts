import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";

export interface SocketPlace {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** One of the loopback addresses to come from, as an attacker with many would. */
  readonly localAddress?: string;
}

type AnyMessage = { readonly type: string } & Readonly<Record<string, unknown>>;

/** One end of a signalling socket that keeps to no rules: sends anything, remembers every word it hears. */
export class ForgedSocket {
  readonly texts: string[] = [];
  closeCode: number | undefined;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.texts.push(String(data)));
    socket.on("close", (code) => {
      this.closeCode = code;
    });
    socket.on("error", () => undefined);
  }

  /** Rejects with the answer's status and body where the upgrade is refused. */
  static open({ url, headers = {}, localAddress }: SocketPlace): Promise<ForgedSocket> {
    const socket = new WebSocket(url.replace(/^http/, "ws"), {
      headers,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    const forged = new ForgedSocket(socket);
    return new Promise((resolve, reject) => {
      socket.once("open", () => resolve(forged));
      socket.once("error", reject);
      socket.once("unexpected-response", (_request, response: IncomingMessage) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        response.once("end", () => reject(new Error(`The upgrade was refused: ${response.statusCode} ${body}`)));
      });
    });
  }

  get messages(): AnyMessage[] {
    return this.texts.map((text) => JSON.parse(text) as AnyMessage);
  }

  say(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Texts as text, bytes as a binary message. */
  sayRaw(data: string | Uint8Array): void {
    this.#socket.send(data);
  }

  /** Bytes that claim to be text. */
  sayAsText(bytes: Uint8Array): void {
    this.#socket.send(bytes, { binary: false });
  }

  /** Bytes past the library: frames that no WebSocket implementation writes. */
  sayOnTheWire(bytes: Uint8Array): void {
    (this.#socket as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket.write(bytes);
  }

  /** The first message from `from` on that passes; by its type where a text is given. */
  async hear(test: string | ((message: AnyMessage) => boolean), from = 0, timeoutMs = 10_000): Promise<AnyMessage> {
    const passes = typeof test === "string" ? (message: AnyMessage) => message.type === test : test;
    let found: AnyMessage | undefined;
    await this.until(() => {
      found = this.messages.slice(from).find(passes);
      return found !== undefined;
    }, timeoutMs);
    return found as AnyMessage;
  }

  closed(timeoutMs = 10_000): Promise<void> {
    return this.until(() => this.closeCode !== undefined, timeoutMs);
  }

  async until(done: () => boolean, timeoutMs: number): Promise<void> {
    const giveUpAt = Date.now() + timeoutMs;
    while (!done()) {
      if (Date.now() > giveUpAt) throw new Error(`Not heard in ${timeoutMs} ms: ${this.texts.slice(-5).join(" ")}`);
      await sleep(2);
    }
  }

  /** Goes away without a word. */
  cut(): void {
    this.#socket.terminate();
  }
}
