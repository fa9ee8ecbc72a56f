import { setTimeout as sleep } from "node:timers/promises";

interface Target {
  readonly url: string;
  readonly type: string;
  readonly webSocketDebuggerUrl?: string;
}

interface Answer {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
  };
}

/**
 * A page of a packed program, by the plain DevTools protocol. Playwright's Electron support needs Node's inspector, which a
 * packed program does not have, and its CDP support sees no pages with a storage of their own.
 */
export class DebuggedPage {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    });
  }

  /** `endpoint` as Chromium prints it: ws://127.0.0.1:PORT/devtools/browser/… . Waits for a page whose address has this in it. */
  static async open(endpoint: string, inAddress: string, timeoutMs = 15_000): Promise<DebuggedPage> {
    const deadline = Date.now() + timeoutMs;
    const list = `http://${new URL(endpoint).host}/json/list`;
    while (Date.now() < deadline) {
      const targets = (await (await fetch(list)).json()) as Target[];
      const address = targets.find(({ type, url }) => type === "page" && url.includes(inAddress))?.webSocketDebuggerUrl;
      if (address !== undefined) return DebuggedPage.#connect(address);
      await sleep(100);
    }
    throw new Error(`There is no page with "${inAddress}" in its address`);
  }

  static #connect(address: string): Promise<DebuggedPage> {
    const socket = new WebSocket(address);
    return new Promise((resolve, reject) => {
      socket.addEventListener("open", () => resolve(new DebuggedPage(socket)));
      socket.addEventListener("error", () => reject(new Error(`${address} does not answer`)));
    });
  }

  async evaluate(expression: string): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      const params = { expression, returnByValue: true, awaitPromise: true, userGesture: true };
      this.#socket.send(JSON.stringify({ id, method: "Runtime.evaluate", params }));
    });
    this.#waiting.delete(id);
    const fault = answer.error?.message ?? answer.result?.exceptionDetails?.exception?.description;
    if (fault !== undefined) throw new Error(fault);
    return answer.result?.result?.value;
  }

  async text(): Promise<string> {
    return String(await this.evaluate('document.body?.innerText ?? ""'));
  }

  /** Waits until the page shows this. */
  async waitForText(text: string | RegExp, timeoutMs = 15_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    let seen = "";
    while (Date.now() < deadline) {
      seen = await this.text();
      if (typeof text === "string" ? seen.includes(text) : text.test(seen)) return seen;
      await sleep(100);
    }
    throw new Error(`The page does not show ${text}, but:\n${seen}`);
  }

  /** Clicks the button whose first line is exactly this, as soon as it is there. */
  async click(name: string, timeoutMs = 15_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    const script = `(() => {
      const button = [...document.querySelectorAll("button")].find((one) => one.innerText.trim().split("\\n")[0] === ${JSON.stringify(name)});
      if (!button || button.disabled) return false;
      button.click();
      return true;
    })()`;
    while (!(await this.evaluate(script))) {
      if (Date.now() > deadline) throw new Error(`There is no button "${name}" in:\n${await this.text()}`);
      await sleep(100);
    }
  }

  close(): void {
    this.#socket.close();
  }
}
