import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { ComplaintCode, ReceiptFile, SessionId } from "@ferndiagnose/protocol";
import type { VirtualDisplay } from "@ferndiagnose/testkit";
import { _electron, type ElectronApplication, type Page } from "playwright-core";
import { checkout } from "./server.ts";

const run = promisify(execFile);

export interface CustomerOptions {
  readonly args?: readonly string[];
}

export interface KeptReceipt {
  /** What the customer's program says of it. */
  readonly state: "valid" | "wrong" | "missing";
  readonly number: SessionId;
  readonly complaintCode: ComplaintCode;
  /** The file as it was saved; absent where no receipt came. */
  readonly file?: ReceiptFile;
}

/** A customer at the real program on a (virtual) screen, doing what a customer does: by what stands in its windows. */
export class Customer {
  readonly app: ElectronApplication;
  readonly steps: Page;
  readonly display: VirtualDisplay;
  /** The program's own log, one object a line. */
  readonly log: Record<string, unknown>[] = [];
  readonly #profile: string;

  private constructor(app: ElectronApplication, steps: Page, display: VirtualDisplay, profile: string) {
    this.app = app;
    this.steps = steps;
    this.display = display;
    this.#profile = profile;
    const { stderr } = app.process();
    if (!stderr) return;
    createInterface({ input: stderr }).on("line", (line) => {
      if (!line.startsWith('{"level"')) return;
      // What the data catalogue does not declare must not even be tried (promise 11).
      if (line.includes('"undeclared"')) throw new Error(`Not declared: ${line}`);
      this.log.push(JSON.parse(line) as Record<string, unknown>);
    });
  }

  static async start(display: VirtualDisplay, portal: string, options: CustomerOptions = {}): Promise<Customer> {
    const runtime = await findRuntime();
    const profile = await mkdtemp(path.join(tmpdir(), "ferndiagnose-customer-"));
    const app = await _electron.launch({
      executablePath: runtime.executable,
      args: [
        ...runtime.args,
        `--user-data-dir=${profile}`,
        path.join(checkout, "apps/customer-agent/dist"),
        ...["--portal", portal, "--language", "de"],
        ...(options.args ?? []),
      ],
      env: Object.fromEntries(Object.entries(display.env).filter((entry): entry is [string, string] => !!entry[1])),
    });
    return new Customer(app, await app.firstWindow(), display, profile);
  }

  get pid(): number {
    return this.app.process().pid ?? -1;
  }

  async enterKey(key: string): Promise<void> {
    await this.steps.getByLabel("Sitzungsschlüssel").fill(key);
    await this.steps.getByRole("button", { name: "Verbinden" }).click();
  }

  /** It stands on every page from the accepted key on. */
  async checkCode(): Promise<string> {
    const code = this.steps.locator(".step-code").first();
    await code.waitFor();
    return (await code.innerText()).replace(/\D/g, "");
  }

  /** Past who asks, to the page that asks for consent. */
  async toConsent(): Promise<void> {
    await this.checkCode();
    await this.steps.getByRole("button", { name: "Weiter", exact: true }).click({ timeout: 15_000 });
    await this.steps.getByRole("button", { name: "Ich bin einverstanden" }).waitFor();
  }

  /** Agrees, wherever between the accepted key and consent the customer is. */
  async consent(): Promise<void> {
    const agree = this.steps.getByRole("button", { name: "Ich bin einverstanden" });
    if (!(await agree.isVisible())) await this.toConsent();
    await agree.click({ timeout: 15_000 });
  }

  /** The technician's question in the status bar. */
  async answer(granted: boolean): Promise<void> {
    const status = await this.status();
    await status.getByRole("button", { name: granted ? "Ja, erlauben" : "Nein", exact: true }).click();
  }

  async choose(mode: "view" | "control"): Promise<void> {
    const name = mode === "control" ? /Zusehen und bedienen/ : /Nur zusehen/;
    await this.steps.getByRole("button", { name }).click({ timeout: 15_000 });
  }

  /** On the choice page: a screen, "Der ganze Computer", or a window by its title. */
  async mark(option: string): Promise<void> {
    await this.steps.locator("label.option", { hasText: option }).click({ timeout: 15_000 });
  }

  /** On the choice page: nothing but the windows with these titles. */
  async markWindows(...titles: string[]): Promise<void> {
    await this.mark("Nur einzelne Fenster");
    for (const title of titles) await this.mark(title);
  }

  /** On the choice page: the titles of the windows that it offers. */
  offeredWindows(): Promise<string[]> {
    return this.steps.locator(".windows label.option strong").allInnerTexts();
  }

  /** Opens the choice page again; nothing is shown meanwhile. */
  async changeView(): Promise<void> {
    await (await this.status()).getByRole("button", { name: /Was gezeigt wird/ }).click();
  }

  status(timeoutMs = 15_000): Promise<Page> {
    return this.#page("status", timeoutMs);
  }

  capture(timeoutMs = 15_000): Promise<Page> {
    return this.#page("capture", timeoutMs);
  }

  async setControl(control: boolean): Promise<void> {
    const status = await this.status();
    await status.getByRole("radio", { name: control ? "Bedienen" : "Nur zusehen" }).click();
  }

  async setPaused(paused: boolean): Promise<void> {
    await (await this.status()).getByRole("button", { name: paused ? "Pause" : "Weiter zeigen" }).click();
  }

  async pressOff(): Promise<void> {
    const status = await this.status();
    // The window goes with the press, often before the click is acknowledged.
    const gone = status.waitForEvent("close");
    const click = status.getByRole("button", { name: "Sitzung sofort beenden" }).click();
    await Promise.all([gone, click.catch(() => undefined)]);
  }

  /** A real key press on the customer's screen, wherever the focus is. */
  async pressF11(): Promise<void> {
    await run("xdotool", ["key", "F11"], { env: this.display.env });
  }

  /** The text of the end page. */
  async endText(timeoutMs = 20_000): Promise<string> {
    await this.steps.getByRole("heading", { name: "Die Sitzung ist beendet" }).waitFor({ timeout: timeoutMs });
    return this.steps.locator("main").innerText();
  }

  /** Waits on the end page for the receipt, reads number and code, and saves the receipt's file. */
  async receipt(timeoutMs = 25_000): Promise<KeptReceipt> {
    const sheet = this.steps.locator('[data-receipt="sheet"]:not([data-state="waiting"])');
    await sheet.waitFor({ timeout: timeoutMs });
    const state = (await sheet.getAttribute("data-state")) as KeptReceipt["state"];
    const dataOf = (part: string) => this.steps.locator(`[data-receipt="${part}"]`).getAttribute("data-value");
    const number = SessionId.parse(await dataOf("number"));
    const complaintCode = ComplaintCode.parse(await dataOf("code"));
    const text = state === "valid" ? await this.#saveReceiptFile() : undefined;
    const file = text === undefined ? {} : { file: ReceiptFile.parse(JSON.parse(text)) };
    return { state, number, complaintCode, ...file };
  }

  /** Presses this button and lets the customer choose `file` in the system's dialog. */
  async saveReceiptAs(button: "pdf" | "file", file: string): Promise<void> {
    await this.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath });
    }, file);
    if (button === "file" && (await this.steps.locator(".receipt details[open]").count()) === 0)
      await this.steps.locator(".receipt summary").click();
    await this.steps.locator(`[data-receipt="${button}"]`).click();
    await this.steps.getByText("Die Quittung ist gespeichert").waitFor();
  }

  async #saveReceiptFile(): Promise<string> {
    const file = path.join(this.#profile, "receipt.json");
    await this.saveReceiptAs("file", file);
    const text = await readFile(file, "utf8");
    await rm(file);
    return text;
  }

  /** The fields of the first log line of this event. */
  async logged(event: string, timeoutMs = 15_000): Promise<Record<string, unknown>> {
    const giveUpAt = Date.now() + timeoutMs;
    while (Date.now() < giveUpAt) {
      const line = this.log.find((candidate) => candidate["event"] === event);
      if (line !== undefined) return line;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`The program did not log ${event}; it logged ${this.log.map((line) => line["event"]).join(", ")}`);
  }

  /** All lines of this event, in order. */
  allLogged(event: string): Record<string, unknown>[] {
    return this.log.filter((line) => line["event"] === event);
  }

  async close(): Promise<void> {
    await this.app.close();
    // A process that is just ending may still write there.
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 10 });
  }

  async #page(name: "status" | "capture", timeoutMs: number): Promise<Page> {
    const giveUpAt = Date.now() + timeoutMs;
    while (Date.now() < giveUpAt) {
      const page = this.app.windows().find((candidate) => candidate.url().includes(`/${name}.html`));
      if (page !== undefined) return page;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`There is no ${name} window`);
  }
}

interface Runtime {
  readonly executable: string;
  readonly args: string[];
}

/** Asks the command that knows which Electron this machine has. */
async function findRuntime(): Promise<Runtime> {
  const command = path.join(checkout, "scripts/commands/electron-runtime.ts");
  const { stdout } = await run(process.execPath, [command]);
  return JSON.parse(stdout) as Runtime;
}
