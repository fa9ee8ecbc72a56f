import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { readyLine } from "./ready-line.ts";
import { type TestClock, testClockArguments, testClockEnvironment } from "./test-clock.ts";

export interface Witness {
  readonly name: string;
  readonly url: string;
  /** Its verifier key. */
  readonly key: string;
  readonly child: ChildProcess;
}

export interface WitnessProcessOptions {
  readonly directory: string;
  /** Verifier keys of the logs that it follows. */
  readonly logs: readonly string[];
  readonly testClock: TestClock | undefined;
  /** Any free one when absent. */
  readonly port?: number;
}

const command = path.resolve(import.meta.dirname, "../commands/witness.ts");
const Ready = z.object({ ready: z.literal(true), url: z.url(), name: z.string(), vkey: z.string() });

/** Starts a witness and waits until it is ready: for trying things out, since a real one is run by somebody else on another machine. */
export async function startWitnessProcess(options: WitnessProcessOptions): Promise<Witness> {
  const { directory, logs, testClock, port = 0 } = options;
  const own = ["--json", "--data", directory, "--port", String(port)];
  const args = [command, ...own, ...logs.flatMap((vkey) => ["--log", vkey])];
  const child = spawn(process.execPath, [...args, ...testClockArguments(testClock)], {
    stdio: ["ignore", "pipe", 2, "ipc"],
    env: { PATH: process.env["PATH"], ...testClockEnvironment(testClock) },
  });
  const { url, name, vkey } = await readyLine(child, Ready);
  return { name, url, key: vkey, child };
}
