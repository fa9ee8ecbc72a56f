import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";

type AnyMessage = { type: string } & Record<string, unknown>;

/** One end of a signalling socket in a test: says what it is told to, remembers what it hears. */
export class ScriptedClient {
  readonly heard: AnyMessage[] = [];
  /** Everything that ever came, as it came. */
  readonly texts: string[] = [];
  closeCode: number | undefined;
  readonly #socket: WebSocket;
  #waiters: (() => void)[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      this.texts.push(String(data));
      this.heard.push(JSON.parse(String(data)));
      this.#wake();
    });
    socket.on("close", (code) => {
      this.closeCode = code;
      this.#wake();
    });
    socket.on("error", () => this.#wake());
  }

  /** Rejects with the HTTP status when the upgrade is refused. */
  static connect(url: string, headers: Record<string, string> = {}): Promise<ScriptedClient> {
    const socket = new WebSocket(url.replace(/^http/, "ws"), { headers });
    const client = new ScriptedClient(socket);
    return new Promise((resolve, reject) => {
      socket.once("open", () => resolve(client));
      socket.once("unexpected-response", (_request, response: IncomingMessage) => {
        let body = "";
        response.on("data", (chunk) => {
          body += String(chunk);
        });
        response.on("end", () => reject(Object.assign(new Error("refused"), { status: response.statusCode, body })));
      });
      socket.once("error", reject);
    });
  }

  say(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  sayRaw(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** The next message of this type that has not been taken yet. */
  async take(type: string, timeoutMs = 10_000): Promise<AnyMessage> {
    await this.#until(() => this.heard.some((message) => message.type === type), `message ${type}`, timeoutMs);
    const index = this.heard.findIndex((message) => message.type === type);
    return this.heard.splice(index, 1)[0] as AnyMessage;
  }

  /** Takes `state` messages until this state is told. */
  async takeState(state: string, timeoutMs = 10_000): Promise<AnyMessage> {
    for (;;) {
      const message = await this.take("state", timeoutMs);
      if (message["state"] === state) return message;
    }
  }

  async takeProblem(): Promise<string> {
    const { problem } = await this.take("problem");
    return (problem as { code: string }).code;
  }

  closed(timeoutMs = 10_000): Promise<void> {
    return this.#until(() => this.closeCode !== undefined, "close", timeoutMs);
  }

  /** Goes away without a word, as a killed process does. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Stays connected and answers nothing any more, as a stopped process does. */
  freeze(): void {
    this.#socket.pause();
  }

  async #until(done: () => boolean, what: string, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!done()) {
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(`No ${what} in ${timeoutMs} ms; heard ${JSON.stringify(this.heard).slice(0, 1000)}`);
      await new Promise<void>((resolve) => {
        const timeout = setTimeout(resolve, left);
        this.#waiters.push(() => {
          clearTimeout(timeout);
          resolve();
        });
      });
    }
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
