import { rename, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { retentionFiles } from "../retention/retention.ts";
import { StatusFile } from "../retention/status-file.ts";
import type { SweepReport } from "../retention/sweep-report.ts";
import { CommandError } from "./command-error.ts";
import { archiveIn } from "./retention.ts";

export interface PurgeCommandOptions {
  data: string;
  /** ISO time, or milliseconds since 1970. */
  now: string;
  /** What the running servers and key wardens take their time from. */
  testClockFile: string | undefined;
  timeoutMs?: number;
}

/**
 * Moves the test clock and waits until the running server has swept by it. Against any other clock there is no such command: what
 * is due goes by itself, and nothing goes before.
 */
export async function purgeCommand(options: PurgeCommandOptions, print: (line: string) => void): Promise<number> {
  const { data, now, testClockFile, timeoutMs = 60_000 } = options;
  if (testClockFile === undefined) {
    throw new CommandError(
      "Only a test clock can be moved: FERNDIAGNOSE_TEST_CLOCK_FILE names none. What is due goes by itself.",
    );
  }
  const toMs = /^\d+$/.test(now) ? Number(now) : Date.parse(now);
  if (!Number.isSafeInteger(toMs)) throw new CommandError("Give the time as in 2027-03-28T14:05Z.");
  const status = new StatusFile(retentionFiles(archiveIn(data)).statusFile);
  // At once: a file read while it is being written would set the clocks back.
  await writeFile(`${testClockFile}.new`, `${toMs - Date.now()}\n`);
  await rename(`${testClockFile}.new`, testClockFile);
  const deadlineMs = performance.now() + timeoutMs;
  let destroyed = 0;
  let last: SweepReport | undefined;
  while (performance.now() < deadlineMs) {
    const report = await status.read();
    if (report && report.at >= toMs && report.at !== last?.at) {
      last = report;
      destroyed += report.destroyed;
      if (report.clock.state === "sane" && report.due <= report.held) break;
    }
    await sleep(100);
  }
  if (!last) throw new CommandError("The recording server has not swept: is it running, with --test-clock?");
  print(`${destroyed} destroyed, ${last.held} held, ${Math.max(0, last.due - last.held)} due and waiting`);
  for (const { recordingId, code } of last.waiting) print(`  ${recordingId}  ${code}`);
  return last.due <= last.held ? 0 : 1;
}
