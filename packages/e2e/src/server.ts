import { glob, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ChildProgram, freePorts } from "@ferndiagnose/testkit";

export const checkout = path.resolve(import.meta.dirname, "../../..");

export interface ServerSummary {
  readonly portal: string;
  readonly viewer: string;
  /** The auditors' desk of the first recording server. */
  readonly desk: string;
  readonly operations: string;
  /** The first recording server's transparency log. */
  readonly log: { origin: string; vkey: string };
  readonly witness: { name: string; vkey: string; pid: number };
  readonly wardens: { id: string; pid: number; dir: string }[];
  readonly accounts: { name: string; displayName: string; role: string; link: string }[];
  /** Five, the last of them external. */
  readonly auditors: { name: string; keyFile: string; external: boolean }[];
  readonly recorders: { pid: number; archive: string; desk: string }[];
}

export interface ServerOptions {
  /** Recording servers as processes of their own; 0 runs everything in one. */
  readonly recorders?: number;
  /** Key wardens of each recording server; 1 when absent. */
  readonly wardens?: number;
  /** With a clock that `moveClock` moves. */
  readonly testClock?: boolean;
  /** Builds the customer's download for this machine and offers it. */
  readonly downloads?: boolean;
  /** False leaves dead what a test has killed. */
  readonly restarts?: boolean;
  /** An existing data folder, for a start after a crash. */
  readonly dataDir?: string;
  /** Runs after the data folder exists and before anything starts. */
  readonly prepare?: (dataDir: string) => Promise<void>;
  readonly env?: NodeJS.ProcessEnv;
}

/** The whole system as `scripts/start --demo` runs it, on free ports, in a fresh data folder. */
export class Server {
  readonly program: ChildProgram;
  readonly dataDir: string;
  readonly summary: ServerSummary;

  private constructor(program: ChildProgram, dataDir: string, summary: ServerSummary) {
    this.program = program;
    this.dataDir = dataDir;
    this.summary = summary;
  }

  static async start(options: ServerOptions = {}): Promise<Server> {
    const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), "ferndiagnose-e2e-")));
    await options.prepare?.(dataDir);
    for (let attempt = 1; ; attempt++) {
      const program = await Server.#run(options, dataDir);
      try {
        const line = await program.waitForLine(/^\{"ready":true/, 120_000);
        return new Server(program, dataDir, JSON.parse(line) as ServerSummary);
      } catch (error) {
        await program.stop();
        // Somebody else was quicker with one of the ports.
        if (attempt === 3 || !program.output().includes("is taken by another program")) throw error;
      }
    }
  }

  static async #run(options: ServerOptions, dataDir: string): Promise<ChildProgram> {
    const recorders = options.recorders ?? 0;
    const port = await freePorts(3 + Math.max(1, 2 * recorders));
    return ChildProgram.start({
      command: process.execPath,
      args: [
        path.join(checkout, "scripts/commands/start.ts"),
        ...["--json", "--demo", "--data", dataDir, "--port", String(port), "--recorders", String(recorders)],
        ...["--wardens", String(options.wardens ?? 1)],
        ...(options.downloads ? ["--downloads"] : []),
        ...(options.restarts === false ? ["--no-restarts"] : []),
      ],
      cwd: checkout,
      env: {
        ...process.env,
        ...options.env,
        ...(options.testClock ? clockEnvironment(dataDir) : {}),
      },
    });
  }

  /** Every part's clock is this much ahead from now on; needs the option `testClock`. */
  async moveClock(aheadMs: number): Promise<void> {
    const file = clockFile(this.dataDir);
    await writeFile(`${file}.new`, String(aheadMs));
    await rename(`${file}.new`, file);
    // They look every 100 ms, and may have to wait for their turn.
    await new Promise((resolve) => setTimeout(resolve, 500));
  }

  /** What a command line needs to live in this server's time. */
  get clockEnvironment(): NodeJS.ProcessEnv {
    return clockEnvironment(this.dataDir);
  }

  /** Folders in which recordings of this server lie. */
  get archives(): string[] {
    const { recorders } = this.summary;
    return recorders.length > 0
      ? recorders.map(({ archive }) => archive)
      : [path.join(this.dataDir, "recordings", "archive")];
  }

  /** The files of the recordings so far, once there are this many and none of their sessions runs any more. */
  async recordings(count: number, timeoutMs = 15_000): Promise<string[]> {
    const giveUpAt = Date.now() + timeoutMs;
    for (;;) {
      const files: string[] = [];
      for (const archive of this.archives) {
        for await (const name of glob("*/*.fdr", { cwd: archive })) files.push(path.join(archive, name));
      }
      const sealed = this.program.errorLines.filter((line) => line.includes('"msg":"session.sealed"')).length;
      if (files.length >= count && sealed >= count) return files.sort();
      if (Date.now() > giveUpAt)
        throw new Error(`${files.length} recordings, ${sealed} sealed; ${count} were expected`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Ends the programs and keeps the data. */
  halt(): Promise<void> {
    return this.program.stop();
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

function clockFile(dataDir: string): string {
  return path.join(dataDir, "test-clock");
}

function clockEnvironment(dataDir: string): NodeJS.ProcessEnv {
  return { FERNDIAGNOSE_TEST_CLOCK_FILE: clockFile(dataDir) };
}
