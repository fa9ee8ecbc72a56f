import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isRunning, nameOfThisProcess } from "./process-name.ts";
import { takeFolder } from "./take-folder.ts";

const program = fileURLToPath(new URL("testing/taking-program.ts", import.meta.url));
const belongs = "The folder belongs to another running process";

/** A process that takes the folder when it is told to. */
class Taker {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;

  private constructor(directory: string) {
    this.process = spawn(process.execPath, [program, directory], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.process.stdout });
  }

  static async start(directory: string): Promise<Taker> {
    const taker = new Taker(directory);
    takers.push(taker);
    await once(taker.#lines, "line");
    return taker;
  }

  /** Resolves with how it went. */
  async take(): Promise<string> {
    const answer = once(this.#lines, "line");
    this.process.stdin.write("\n");
    const [line] = await answer;
    return line;
  }

  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await gone;
  }
}

let directory: string;
let takers: Taker[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "ferndiagnose-folder-"));
  takers = [];
});
afterEach(async () => {
  await Promise.all(takers.map((taker) => taker.kill()));
  rmSync(directory, { recursive: true });
});

/** Of no process: numbers end at 2^22 (proc(5), pid_max). */
const dead = "4194399-1";
const leaveDead = () => {
  mkdirSync(join(directory, "owner"), { recursive: true });
  writeFileSync(join(directory, "owner", dead), "");
};

test("the owner's file stands there until it is given back, and nothing is left then", async () => {
  const giveBack = await takeFolder(directory);
  expect(readdirSync(directory)).toEqual(["owner"]);
  expect(readdirSync(join(directory, "owner"))).toEqual([await nameOfThisProcess()]);
  expect(statSync(join(directory, "owner")).mode & 0o777).toBe(0o700);
  await giveBack();
  expect(readdirSync(directory)).toEqual([]);
  await (await takeFolder(directory))();
});

test("makes the folder if it is not there, readable by nobody else", async () => {
  const inner = join(directory, "some", "where");
  await (await takeFolder(inner))();
  expect(statSync(inner).mode & 0o777).toBe(0o700);
});

test("a process does not take twice what it has, not even at the same moment", async () => {
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => takeFolder(directory)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(takeFolder(directory)).rejects.toThrow(belongs);
  expect(readdirSync(directory)).toEqual(["owner"]);
});

test("another running process keeps it; when it is killed, the folder is free at once", async () => {
  const other = await Taker.start(directory);
  expect(await other.take()).toBe("taken");
  await expect(takeFolder(directory)).rejects.toThrow(belongs);
  await other.kill();
  await (await takeFolder(directory))();
  expect(readdirSync(directory)).toEqual([]);
});

test("a later process with a dead owner's number is somebody else", async () => {
  mkdirSync(join(directory, "owner"));
  writeFileSync(join(directory, "owner", `${process.pid}-1`), "");
  await (await takeFolder(directory))();
});

test("what a process left that died while it tried is removed; what somebody else tries with is not", async () => {
  for (const name of [dead, await nameOfThisProcess()]) mkdirSync(join(directory, `owner.${name}.abcdef`));
  writeFileSync(join(directory, `owner.${dead}.abcdef`, dead), "");
  const giveBack = await takeFolder(directory);
  expect(readdirSync(directory).sort()).toEqual(["owner", `owner.${await nameOfThisProcess()}.abcdef`]);
  await giveBack();
});

test("a killed process that nobody has waited for yet does not run any more", async () => {
  // A shell starts one and then becomes a program that never waits for it.
  const parent = spawn("/bin/sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [pid] = await once(createInterface({ input: parent.stdout }), "line");
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, "utf8")).toBe("sleep\n");
    const fields = () => (readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1] ?? "").split(" ");
    const name = `${pid}-${fields()[19]}`;
    expect(await isRunning(name)).toBe(true);
    process.kill(Number(pid), "SIGKILL");
    await expect.poll(() => fields()[0]).toBe("Z");
    expect(await isRunning(name)).toBe(false);
  } finally {
    parent.kill("SIGKILL");
  }
});

test.each([
  ["an empty folder", () => undefined],
  ["a dead owner's", leaveDead],
])(
  "of six processes that try at the same moment exactly one takes %s, twice in a row",
  { timeout: 120_000 },
  async (_name, prepare) => {
    for (let round = 0; round < 2; round++) {
      rmSync(join(directory, "owner"), { recursive: true, force: true });
      prepare();
      const crowd = await Promise.all(Array.from({ length: 6 }, () => Taker.start(directory)));
      const answers = await Promise.all(crowd.map((taker) => taker.take()));
      expect(answers.sort()).toEqual(["taken", ...Array(5).fill(belongs)].sort());
      const [owner, ...others] = readdirSync(join(directory, "owner"));
      expect(others).toEqual([]);
      expect(crowd.map(({ process }) => String(process.pid))).toContain(owner?.split("-")[0]);
      expect(existsSync(join(directory, "owner", dead))).toBe(false);
      await Promise.all(crowd.map((taker) => taker.kill()));
    }
  },
);
