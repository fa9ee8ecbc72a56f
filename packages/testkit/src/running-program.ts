import type { ChildProcess } from "node:child_process";
import { DebuggedPage } from "./debugged-page.ts";

/** A packed program with Chromium's debugging port open, as test builds allow it. */
export class RunningProgram {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output = "";

  constructor(child: ChildProcess) {
    this.process = child;
    this.ended = new Promise((resolve) => child.once("exit", resolve));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.output += text;
    });
  }

  async page(name: "steps" | "status"): Promise<DebuggedPage> {
    return DebuggedPage.open(await this.#endpoint(), `${name}.html`);
  }

  /** What the program's own log says. */
  logged(event: string): Record<string, unknown> | undefined {
    const lines = this.output.split("\n").filter((line) => line.startsWith('{"level"'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => line["event"] === event);
  }

  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  async #endpoint(): Promise<string> {
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
      const endpoint = /DevTools listening on (ws:\S+)/.exec(this.output)?.[1];
      if (endpoint !== undefined) return endpoint;
      if (this.process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The program did not start:\n${this.output}`);
  }
}
