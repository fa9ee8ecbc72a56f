import { randomBytes } from "node:crypto";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Problem, type WardenIdentity } from "@ferndiagnose/protocol";
import type { AuditorSet } from "@ferndiagnose/sealed-recording";
import { ChildProgram, type TestLog } from "@ferndiagnose/testkit";

const program = fileURLToPath(new URL("../main.ts", import.meta.url));
const startMs = 60_000;

export interface Answer {
  readonly status: number;
  /** Undefined when it was done. */
  readonly code: string | undefined;
  readonly body: unknown;
}

/** The real program in a process of its own, with folders and a clock that tests can look into and move. */
export class WardenProcess {
  readonly folder: string;
  readonly directory: string;
  readonly temporary: string;
  readonly token = randomBytes(24).toString("hex");
  /** Everything all its lives have written. */
  output = "";
  identity!: WardenIdentity;
  url = "";
  #child: ChildProgram | undefined;
  readonly #log: TestLog;

  private constructor(folder: string, log: TestLog) {
    this.folder = folder;
    this.directory = join(folder, "data");
    this.temporary = join(folder, "tmp");
    this.#log = log;
  }

  static async create(log: TestLog, set: AuditorSet): Promise<WardenProcess> {
    const folder = await mkdtemp(join(tmpdir(), "key-warden-process-"));
    const warden = new WardenProcess(folder, log);
    await writeFile(join(folder, "auditor-set.json"), JSON.stringify(set));
    await writeFile(join(folder, "clock"), "");
    await rm(warden.temporary, { recursive: true, force: true });
    return warden;
  }

  async start(extra: NodeJS.ProcessEnv = {}): Promise<void> {
    const { origin, logKey, witnesses } = this.#log.trust;
    this.#child = await ChildProgram.start({
      command: process.execPath,
      args: [program, "--test-clock"],
      cwd: this.folder,
      env: {
        PATH: process.env["PATH"],
        TMPDIR: this.temporary,
        FERNDIAGNOSE_TEST_CLOCK_FILE: join(this.folder, "clock"),
        FERNDIAGNOSE_WARDEN_DIR: this.directory,
        FERNDIAGNOSE_WARDEN_TOKEN: this.token,
        FERNDIAGNOSE_WARDEN_PORT: "0",
        FERNDIAGNOSE_WARDEN_AUDITOR_SET: join(this.folder, "auditor-set.json"),
        FERNDIAGNOSE_WARDEN_LOG_ORIGIN: origin,
        FERNDIAGNOSE_WARDEN_LOG_KEY: logKey,
        FERNDIAGNOSE_WARDEN_WITNESSES: JSON.stringify(witnesses),
        ...extra,
      },
    });
    const ready = JSON.parse(await this.#child.waitForLine(/^\{"ready":true/, startMs));
    this.identity = ready.identity;
    this.url = ready.url;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends it as a power cut would. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child?.signal("SIGKILL");
    await this.#gone();
  }

  /** Returns the exit code. */
  async stop(): Promise<number | null | undefined> {
    await this.#child?.stop();
    return this.#gone();
  }

  async remove(): Promise<void> {
    await this.#child?.stop();
    await rm(this.folder, { recursive: true });
  }

  /** At once: a file read while it is being written would set the clock back. */
  async setClockAhead(byMs: number): Promise<void> {
    await writeFile(join(this.folder, "clock.new"), String(byMs));
    await rename(join(this.folder, "clock.new"), join(this.folder, "clock"));
  }

  /** Rejects when the process is gone. */
  async ask(method: string, path: string, body?: object, token = this.token): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const json: unknown = await response.json();
    const code = response.ok ? undefined : Problem.parse(json).code;
    return { status: response.status, code, body: json };
  }

  /** Shows it the log's newest checkpoint. */
  async show(): Promise<void> {
    const log = this.#log;
    const { body } = await this.ask("GET", "status");
    const newest = (body as { logSize: number }).logSize;
    const checkpoint = await log.checkpoint();
    const consistency = newest > 0 && newest !== log.size ? await log.consistency(newest, log.size) : [];
    const { code } = await this.ask("POST", "checkpoints", { checkpoint, newest, consistency });
    if (code !== undefined) throw new Error(code);
  }

  async #gone(): Promise<number | null | undefined> {
    const child = this.#child;
    const code = await child?.exited;
    this.output += `${child?.output() ?? ""}\n`;
    this.#child = undefined;
    return code;
  }
}
