import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { ChildProgram, type VirtualDisplay } from "@ferndiagnose/testkit";

const run = promisify(execFile);

/** A window that nobody chose. */
export class ForeignWindow {
  readonly #program: ChildProgram;

  private constructor(program: ChildProgram) {
    this.#program = program;
  }

  static async open(display: VirtualDisplay, area: string): Promise<ForeignWindow> {
    const script = path.join(import.meta.dirname, "foreign-window.py");
    const program = await ChildProgram.start({ command: "/usr/bin/python3", args: [script, area], env: display.env });
    await program.waitForLine(/^ready$/, 10_000);
    return new ForeignWindow(program);
  }

  /** What reached it: "button" and "key". */
  get reached(): string[] {
    return this.#program.lines.filter((line) => line !== "ready");
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}

/** Somebody at this computer who moves windows about. */
export class Desk {
  readonly #display: VirtualDisplay;

  constructor(display: VirtualDisplay) {
    this.#display = display;
  }

  async move(title: string, x: number, y: number): Promise<void> {
    await this.#tool("windowmove", await this.#window(title), String(x), String(y));
  }

  async raise(title: string): Promise<void> {
    await this.#tool("windowactivate", "--sync", await this.#window(title));
  }

  async minimize(title: string): Promise<void> {
    await this.#tool("windowminimize", await this.#window(title));
  }

  async restore(title: string): Promise<void> {
    const window = await this.#window(title);
    await this.#tool("windowmap", window);
    await this.#tool("windowactivate", "--sync", window);
  }

  async #window(title: string): Promise<string> {
    const found = await this.#tool("search", "--name", `^${title}$`);
    const id = found.trim().split("\n").at(-1);
    if (!id) throw new Error(`There is no window ${title}`);
    return id;
  }

  async #tool(...args: string[]): Promise<string> {
    const { stdout } = await run("xdotool", args, { env: this.#display.env, timeout: 5_000 });
    return stdout;
  }
}
