import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Page } from "playwright-core";

/** Notes the wall time of each press in this page, before anybody else hears of it. */
export async function notePresses(page: Page): Promise<void> {
  await page.evaluate(`window.pressedAt = 0;
    for (const type of ["pointerup", "keydown"]) window.addEventListener(type, () => { window.pressedAt = Date.now(); }, true);`);
}

export function pressedAt(page: Page): Promise<number> {
  return page.evaluate("window.pressedAt");
}

/** Keeps two processors busy. */
export class CpuLoad {
  readonly #processes: readonly ChildProcess[];

  constructor() {
    this.#processes = [1, 2].map(() => spawn(process.execPath, ["-e", "for (;;) {}"], { stdio: "ignore" }));
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#processes.map((child) => {
        child.kill("SIGKILL");
        return once(child, "exit");
      }),
    );
  }
}

export function worst(values: readonly number[]): number {
  return Math.max(...values);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
