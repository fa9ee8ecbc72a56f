import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import type { RecorderSetup } from "./recorder-setup.ts";
import { testClockArguments, testClockEnvironment } from "./test-clock.ts";

const main = path.resolve(import.meta.dirname, "../../recordings/src/main.ts");

/** Starts a recording server as a process of its own, the way production runs it. Its log goes to standard error. */
export function startRecorderProcess(setup: RecorderSetup): ChildProcess {
  return spawn(process.execPath, [main, ...testClockArguments(setup.testClock)], {
    // The line between the processes is for nothing but to end with this one.
    stdio: ["ignore", 2, 2, "ipc"],
    env: {
      PATH: process.env["PATH"],
      FERNDIAGNOSE_PORTAL_URL: setup.portalUrl,
      FERNDIAGNOSE_RECORDER_TOKEN: setup.portalToken,
      FERNDIAGNOSE_ARCHIVE_DIR: setup.archive,
      FERNDIAGNOSE_AUDITOR_SET: setup.auditorSet,
      FERNDIAGNOSE_WARDENS: JSON.stringify(setup.wardens),
      FERNDIAGNOSE_LOG_ORIGIN: setup.log.origin,
      FERNDIAGNOSE_LOG_WITNESSES: JSON.stringify(setup.log.witnesses),
      FERNDIAGNOSE_DESK_PORT: String(setup.deskPort),
      FERNDIAGNOSE_RECORDER_OPERATIONS_PORT: String(setup.operationsPort),
      ...(setup.reserveMiB === undefined ? {} : { FERNDIAGNOSE_ARCHIVE_RESERVE_MIB: String(setup.reserveMiB) }),
      ...testClockEnvironment(setup.testClock),
    },
  });
}
