import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ChildProgramOptions {
  command: string;
  args?: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

type LineTest = RegExp | ((line: string) => boolean);

interface LineWaiter {
  test: (line: string) => boolean;
  resolve: (line: string) => void;
  reject: (error: Error) => void;
  timeout: NodeJS.Timeout;
}

const killAfterMs = 15_000;

/** A program started by a test. It is ended by its process id and nothing else is. */
export class ChildProgram {
  readonly pid: number;
  /** Standard output, one entry a line. */
  readonly lines: string[] = [];
  readonly errorLines: string[] = [];
  /** The exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
  readonly #process: ChildProcess;
  readonly #waiters = new Set<LineWaiter>();
  #isRunning = true;

  private constructor(child: ChildProcess, pid: number, name: string) {
    this.#process = child;
    this.pid = pid;
    this.exited = new Promise((resolve) => {
      child.once("close", (code) => {
        this.#isRunning = false;
        for (const waiter of this.#waiters) waiter.reject(new Error(`${name} ended (${code}).\n${this.output()}`));
        resolve(code);
      });
    });
    if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => this.#handleLine(line));
    if (child.stderr) createInterface({ input: child.stderr }).on("line", (line) => this.errorLines.push(line));
    // A program that has ended closes its input; the exit is what counts then.
    child.stdin?.on("error", (error) => this.errorLines.push(String(error)));
  }

  static start(options: ChildProgramOptions): Promise<ChildProgram> {
    const child = spawn(options.command, [...(options.args ?? [])], {
      ...(options.cwd ? { cwd: options.cwd } : {}),
      env: options.env ?? process.env,
      stdio: ["pipe", "pipe", "pipe"],
    });
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      if (child.pid !== undefined) resolve(new ChildProgram(child, child.pid, options.command));
    });
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  output(): string {
    return [...this.lines, ...this.errorLines].join("\n");
  }

  /** Resolves with the first line, past ones included, that passes. */
  waitForLine(test: LineTest, timeoutMs = 10_000): Promise<string> {
    const passes = typeof test === "function" ? test : (line: string) => test.test(line);
    const past = this.lines.find(passes);
    if (past !== undefined) return Promise.resolve(past);
    return this.nextLine(passes, timeoutMs);
  }

  /** Resolves with the first line written from now on that passes. */
  nextLine(test: LineTest, timeoutMs = 10_000): Promise<string> {
    const passes = typeof test === "function" ? test : (line: string) => test.test(line);
    if (!this.#isRunning) return Promise.reject(new Error(`The program has ended.\n${this.output()}`));
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new Error(`No such line within ${timeoutMs} ms: ${test}\n${this.output().slice(-2_000)}`));
      }, timeoutMs);
      const waiter: LineWaiter = { test: passes, resolve, reject, timeout };
      this.#waiters.add(waiter);
    });
  }

  writeLine(line: string): void {
    this.#process.stdin?.write(`${line}\n`);
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#isRunning) process.kill(this.pid, signal);
  }

  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    this.signal("SIGTERM");
    // A stopped process handles no SIGTERM before it goes on.
    this.signal("SIGCONT");
    const kill = setTimeout(() => this.signal("SIGKILL"), killAfterMs);
    await this.exited;
    clearTimeout(kill);
  }

  #handleLine(line: string): void {
    this.lines.push(line);
    for (const waiter of this.#waiters) {
      if (!waiter.test(line)) continue;
      clearTimeout(waiter.timeout);
      this.#waiters.delete(waiter);
      waiter.resolve(line);
    }
  }
}
