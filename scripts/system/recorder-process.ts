import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

export interface RecorderProcessOptions {
  readonly operationsUrl: string;
  readonly token: string;
  readonly archive: string;
  readonly auditorSet: string;
  readonly operationsPort: number;
}

const main = path.resolve(import.meta.dirname, "../../recordings/src/main.ts");

/** Starts a recording server as a process of its own, the way production runs it. Its log goes to standard error. */
export function startRecorderProcess(options: RecorderProcessOptions): ChildProcess {
  return spawn(process.execPath, [main], {
    // The line between the processes is for nothing but to end with this one.
    stdio: ["ignore", 2, 2, "ipc"],
    env: {
      PATH: process.env["PATH"],
      FERNDIAGNOSE_PORTAL_URL: options.operationsUrl,
      FERNDIAGNOSE_RECORDER_TOKEN: options.token,
      FERNDIAGNOSE_ARCHIVE_DIR: options.archive,
      FERNDIAGNOSE_AUDITOR_SET: options.auditorSet,
      FERNDIAGNOSE_RECORDER_OPERATIONS_PORT: String(options.operationsPort),
      FERNDIAGNOSE_ARCHIVE_RESERVE_MIB: process.env["FERNDIAGNOSE_ARCHIVE_RESERVE_MIB"],
    },
  });
}

/** Ends it in order and waits until it is gone. */
export async function stopRecorderProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  await gone;
}
