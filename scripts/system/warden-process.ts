import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { WardenIdentity } from "@ferndiagnose/protocol";
import { z } from "zod";
import { readyLine } from "./ready-line.ts";
import { type TestClock, testClockArguments, testClockEnvironment } from "./test-clock.ts";

export interface WardenProcessOptions {
  readonly directory: string;
  readonly token: string;
  readonly auditorSet: string;
  readonly log: { readonly origin: string; readonly vkey: string };
  readonly witnesses: readonly { readonly name: string; readonly key: string }[];
  readonly testClock: TestClock | undefined;
  /** Any free one when absent. */
  readonly port?: number;
}

export interface WardenProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly identity: WardenIdentity;
}

const main = path.resolve(import.meta.dirname, "../../apps/key-warden/src/main.ts");
const Ready = z.object({ ready: z.literal(true), url: z.url(), identity: WardenIdentity });

/** Starts a key warden and waits until it is ready. Its log goes to standard error. */
export async function startWardenProcess(options: WardenProcessOptions): Promise<WardenProcess> {
  const child = spawn(process.execPath, [main, ...testClockArguments(options.testClock)], {
    // The line between the processes is for nothing but to end with this one.
    stdio: ["ignore", "pipe", 2, "ipc"],
    env: {
      PATH: process.env["PATH"],
      FERNDIAGNOSE_WARDEN_DIR: options.directory,
      FERNDIAGNOSE_WARDEN_TOKEN: options.token,
      FERNDIAGNOSE_WARDEN_PORT: String(options.port ?? 0),
      FERNDIAGNOSE_WARDEN_AUDITOR_SET: options.auditorSet,
      FERNDIAGNOSE_WARDEN_LOG_ORIGIN: options.log.origin,
      FERNDIAGNOSE_WARDEN_LOG_KEY: options.log.vkey,
      FERNDIAGNOSE_WARDEN_WITNESSES: JSON.stringify(options.witnesses),
      ...testClockEnvironment(options.testClock),
    },
  });
  const { url, identity } = await readyLine(child, Ready);
  return { child, url, identity };
}
