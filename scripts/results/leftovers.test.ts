import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterEach, expect, test } from "vitest";

const module = path.join(import.meta.dirname, "leftovers.ts");
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A test run that starts something in a group of its own, says its number, and then does this. */
const runThat = (does: string) => `
  const { endLeftovers, markTestRun } = await import(${JSON.stringify(module)});
  const { spawn } = await import("node:child_process");
  markTestRun();
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
  process.stdout.write(child.pid + "\\n");
  ${does}`;

async function start(does: string): Promise<{ run: ChildProcess; started: number }> {
  const args = ["--input-type=module", "--eval", runThat(does)];
  const run = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  children.push(run);
  const [text] = (await once(run.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return { run, started: Number(String(text)) };
}

const isThere = (processId: number) => {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
};

test.runIf(process.platform === "linux")(
  "what a killed run left is ended by the next one, even stopped; a living run's is not",
  async () => {
    const wait = "setInterval(() => {}, 1000);";
    const [killed, living] = [await start(wait), await start(wait)];
    process.kill(killed.started, "SIGSTOP");
    killed.run.kill("SIGKILL");
    await once(killed.run, "exit");
    expect(isThere(killed.started)).toBe(true);

    const next = await start("process.stdin.once('data', () => { endLeftovers(); process.exit(0); });");
    next.run.stdin?.write("go\n");
    await once(next.run, "exit");
    for (const { started } of [killed, next]) await expect.poll(() => isThere(started)).toBe(false);
    expect(isThere(living.started)).toBe(true);
    process.kill(living.started, "SIGKILL");
  },
);
