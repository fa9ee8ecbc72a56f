import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { VirtualDisplay } from "@ferndiagnose/testkit";
import { _electron, type ElectronApplication, type Page } from "playwright-core";

const dist = path.join(import.meta.dirname, "../dist");

/** The real program on whichever Electron is at hand, on a virtual display. */
export class CustomerProgram {
  readonly app: ElectronApplication;
  readonly steps: Page;
  readonly logLines: Record<string, unknown>[] = [];
  /** Where Electron keeps what it keeps. */
  readonly profile: string;

  private constructor(app: ElectronApplication, steps: Page, profile: string) {
    this.app = app;
    this.steps = steps;
    this.profile = profile;
    const { stderr } = app.process();
    if (!stderr) return;
    createInterface({ input: stderr }).on("line", (line) => {
      if (!line.startsWith('{"level"')) return;
      // What the data catalogue does not declare must not even be tried (promise 11).
      if (line.includes('"undeclared"')) throw new Error(`Not declared: ${line}`);
      this.logLines.push(JSON.parse(line) as Record<string, unknown>);
    });
  }

  static async start(display: VirtualDisplay, args: readonly string[]): Promise<CustomerProgram> {
    const runtime = await runtimeAtHand();
    const profile = await mkdtemp(path.join(tmpdir(), "ferndiagnose-customer-"));
    const app = await _electron.launch({
      executablePath: runtime.executable,
      args: [...runtime.args, `--user-data-dir=${profile}`, dist, ...args],
      env: Object.fromEntries(Object.entries(display.env).filter((entry): entry is [string, string] => !!entry[1])),
    });
    return new CustomerProgram(app, await app.firstWindow(), profile);
  }

  /** The page of a further window, once it is there. */
  async page(name: "status" | "capture", timeoutMs = 10_000): Promise<Page> {
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      const page = this.app.windows().find((candidate) => candidate.url().includes(`/${name}.html`));
      if (page) return page;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`There is no ${name} window`);
  }

  /** The key that was filled in, and who asks. */
  async join(): Promise<void> {
    await this.steps.getByRole("button", { name: "Verbinden" }).click();
    await this.steps.getByRole("heading", { name: "Technik 7 möchte Ihnen helfen" }).waitFor();
  }

  async agree(): Promise<void> {
    await this.steps.getByRole("button", { name: "Weiter" }).click();
    await this.steps.getByRole("button", { name: "Ich bin einverstanden" }).click();
  }

  /** Of one screen. */
  async choose(mode: string): Promise<void> {
    await this.steps.getByRole("button", { name: new RegExp(mode) }).click();
  }

  logged(event: string): Record<string, unknown> | undefined {
    return this.logLines.find((line) => line["event"] === event);
  }

  get pid(): number {
    return this.app.process().pid ?? -1;
  }

  /** The process of one of our windows' pages. */
  processOf(name: "status" | "capture" | "steps"): Promise<number> {
    return this.app.evaluate(({ BrowserWindow }, page) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.webContents.getURL().includes(`/${page}.html`));
      return window?.webContents.getOSProcessId() ?? -1;
    }, name);
  }

  /** All lines of this event, in order. */
  allLogged(event: string): Record<string, unknown>[] {
    return this.logLines.filter((line) => line["event"] === event);
  }

  async stop(): Promise<void> {
    await this.app.close();
    // A process that is just ending may still write there.
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

interface Runtime {
  executable: string;
  args: string[];
}

/** The scripts are no package, so they are asked as a command. */
async function runtimeAtHand(): Promise<Runtime> {
  const script = path.join(import.meta.dirname, "../../../scripts/commands/electron-runtime.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  return JSON.parse(stdout) as Runtime;
}
