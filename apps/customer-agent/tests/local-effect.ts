import { type ChildProcess, type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { VirtualDisplay } from "@ferndiagnose/testkit";
import type { Locator, Page } from "playwright-core";

/** Notes the wall time of each press in this page, before anybody else hears of it. */
export async function notePresses(page: Page): Promise<void> {
  await page.evaluate(`window.pressedAt = 0;
    for (const type of ["pointerup", "keydown"]) window.addEventListener(type, () => { window.pressedAt = Date.now(); }, true);`);
}

export function pressedAt(page: Page): Promise<number> {
  return page.evaluate("window.pressedAt");
}

/** A real key press, wherever the focus is; the wall time just before it. */
export async function pressKey(key: string, display: VirtualDisplay): Promise<number> {
  const justBefore = ["exec", "--sync", "--terminator", "THEN", "date", "+%s%3N", "THEN"];
  const { stdout } = await promisify(execFile)("xdotool", [...justBefore, "key", key], { env: display.env });
  return Number(stdout);
}

/** A click on what goes with it, often before the click is acknowledged; the wall time just before the mouse button is let go. */
export async function clickAway(button: Locator): Promise<number> {
  const { mouse } = button.page();
  await button.hover();
  await mouse.down();
  const releasedAt = Date.now();
  await mouse.up().catch(() => undefined);
  return releasedAt;
}

/** Of 10 ms each. */
const underWayTicks = 10;

/** Keeps two processors busy. */
export class CpuLoad {
  readonly #processes = [1, 2].map(() =>
    spawn(process.execPath, ["-e", endlessLoop], { stdio: ["ignore", "pipe", "ignore"] }),
  );

  /** Resolves when both are really at it. */
  static async start(): Promise<CpuLoad> {
    const load = new CpuLoad();
    await Promise.all(load.#processes.map(isUnderWay));
    return load;
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

const endlessLoop = `require("node:fs").writeSync(1, "now"); for (;;) {}`;

async function isUnderWay(child: ChildProcessByStdio<null, Readable, null>): Promise<void> {
  await once(child.stdout, "data");
  const enough = ticksUsed(child) + underWayTicks;
  while (ticksUsed(child) < enough) await sleep(20);
}

/** In user mode, of /proc/PID/stat (proc(5), field 14). */
function ticksUsed({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[11]);
}

export function worst(values: readonly number[]): number {
  return Math.max(...values);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
