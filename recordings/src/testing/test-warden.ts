import { fileURLToPath } from "node:url";
import { WardenIdentity } from "@ferndiagnose/protocol";
import { ChildProgram, freePort } from "@ferndiagnose/testkit";
import { z } from "zod";
import type { WardenAddress } from "../wardens/warden-line.ts";

export interface TestWardenOptions {
  directory: string;
  auditorSetFile: string;
  log: { origin: string; vkey: string };
  witnesses: readonly { name: string; key: string }[];
}

const program = fileURLToPath(new URL("../../../apps/key-warden/src/main.ts", import.meta.url));
const Ready = z.object({ url: z.url(), identity: WardenIdentity });
const token = "token-of-the-key-warden-in-this-test";

/**
 * The real key warden as a process of its own. It can be killed and started again at the same address. For tests of what the recording
 * server does with wardens; `SmallWarden` (retention/testing) is the quick double for thousands of destructions.
 */
export class TestWarden {
  readonly #env: NodeJS.ProcessEnv;
  #program: ChildProgram;
  #identity: WardenIdentity;
  readonly #url: string;

  private constructor(env: NodeJS.ProcessEnv, started: ChildProgram, { url, identity }: z.infer<typeof Ready>) {
    this.#env = env;
    this.#program = started;
    this.#url = url;
    this.#identity = identity;
  }

  static async start({ directory, auditorSetFile, log, witnesses }: TestWardenOptions): Promise<TestWarden> {
    const env = {
      PATH: process.env["PATH"],
      FERNDIAGNOSE_WARDEN_DIR: directory,
      FERNDIAGNOSE_WARDEN_TOKEN: token,
      FERNDIAGNOSE_WARDEN_PORT: String(await freePort()),
      FERNDIAGNOSE_WARDEN_AUDITOR_SET: auditorSetFile,
      FERNDIAGNOSE_WARDEN_LOG_ORIGIN: log.origin,
      FERNDIAGNOSE_WARDEN_LOG_KEY: log.vkey,
      FERNDIAGNOSE_WARDEN_WITNESSES: JSON.stringify(witnesses),
    };
    const started = await run(env);
    return new TestWarden(env, started.program, started.ready);
  }

  get id(): string {
    return this.#identity.wardenId;
  }

  get address(): WardenAddress {
    const { signingKey, sealingKey } = this.#identity;
    return { url: this.#url, token, signingKey, sealingKey };
  }

  get pid(): number {
    return this.#program.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.#program.signal(signal);
  }

  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.#program.exited;
  }

  async restart(): Promise<void> {
    await this.stop();
    const { program, ready } = await run(this.#env);
    this.#program = program;
    this.#identity = ready.identity;
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }
}

async function run(env: NodeJS.ProcessEnv): Promise<{ program: ChildProgram; ready: z.infer<typeof Ready> }> {
  const started = await ChildProgram.start({ command: process.execPath, args: [program], env });
  const line = await started.waitForLine(/^\{"ready":true/, 60_000);
  return { program: started, ready: Ready.parse(JSON.parse(line)) };
}
