import { type ChildProcess, spawn } from "node:child_process";
import { FakeClock } from "@ferndiagnose/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeptProcess, longestPauseMs, shortestPauseMs } from "./kept-process.ts";

let clock: FakeClock;
let children: ChildProcess[];
let lines: string[];
let ending: AbortController;
let kept: KeptProcess | undefined;
/** What the next starts do. */
let program: string;

beforeEach(() => {
  clock = new FakeClock();
  [children, lines, ending, program] = [[], [], new AbortController(), "setInterval(() => {}, 1000)"];
});
afterEach(async () => {
  await kept?.stop();
  for (const child of children) child.kill("SIGKILL");
});

function start(): ChildProcess {
  const child = spawn(process.execPath, ["-e", program], { stdio: "ignore" });
  children.push(child);
  return child;
}

function keep(startAgain: () => ChildProcess | Promise<ChildProcess> = start): KeptProcess {
  const note = (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`);
  const log = { info: note, warn: note };
  kept = new KeptProcess({ name: "part", child: start(), startAgain, ending: ending.signal, clock, log });
  return kept;
}

const said = (count: number) => expect.poll(() => lines.length, { timeout: 20_000 }).toBe(count);

test("killed it comes back after a moment, and says so; once stopped it does not", async () => {
  const part = keep();
  children[0]?.kill("SIGKILL");
  await said(1);
  clock.advance(shortestPauseMs - 1);
  expect(children).toHaveLength(1);
  clock.advance(1);
  await said(2);
  expect(lines).toEqual(['part ended {"reason":"SIGKILL"}', "part started again {}"]);
  expect(part.pid).toBe(children[1]?.pid);
  await part.stop();
  expect(children[1]?.signalCode).toBe("SIGTERM");
  clock.advance(longestPauseMs);
  expect(children).toHaveLength(2);
});

test("one that ends at once is started ever more rarely, and often again after it has run for a while", async () => {
  program = "process.exit(3)";
  keep();
  for (const [time, seconds] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
    await said(2 * time + 1);
    expect(lines.at(-1)).toBe('part ended {"reason":"exit.3"}');
    clock.advance(seconds * 1_000 - 1);
    expect(children).toHaveLength(time + 1);
    if (time === 7) program = "setInterval(() => {}, 1000)";
    clock.advance(1);
    await expect.poll(() => children.length).toBe(time + 2);
    await expect.poll(() => lines.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2 * time + 2);
  }
  clock.advance(longestPauseMs);
  children.at(-1)?.kill("SIGKILL");
  await said(17);
  clock.advance(shortestPauseMs);
  await said(18);
});

test("one that does not become ready is tried again", async () => {
  let isBroken = true;
  const part = keep(async () => {
    if (isBroken) throw new Error("not ready");
    return start();
  });
  children[0]?.kill("SIGKILL");
  await said(1);
  clock.advance(shortestPauseMs);
  await said(2);
  expect(lines[1]).toContain("part did not start");
  isBroken = false;
  clock.advance(2 * shortestPauseMs);
  await said(3);
  expect(part.pid).toBe(children[1]?.pid);
});

test("nothing comes back once everything ends", async () => {
  keep();
  ending.abort();
  const child = children[0];
  const gone = new Promise((resolve) => child?.once("exit", resolve));
  child?.kill("SIGKILL");
  await gone;
  clock.advance(longestPauseMs);
  expect([children.length, lines]).toEqual([1, []]);
});
