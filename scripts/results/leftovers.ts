/**
 * What a test run has started and its killed or crashed tests have left: a browser, a program that stands still. Every
 * process inherits the mark of its run in its environment and is known by it, whatever its group or parent. Linux only.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";

const variable = "FERNDIAGNOSE_TEST_RUN";

/** Marks everything that this process starts from now on. */
export function markTestRun(): void {
  process.env[variable] = markOf(process.pid);
}

/** Kills what is left of this run, and of runs that are gone; gives the number. A run that goes on keeps its own. */
export function endLeftovers(): number {
  let ended = 0;
  for (const processId of existsSync("/proc/self/environ") ? readdirSync("/proc").map(Number) : []) {
    if (!Number.isInteger(processId) || processId === process.pid) continue;
    const mark = read(`/proc/${processId}/environ`)
      .split("\0")
      .find((entry) => entry.startsWith(`${variable}=`))
      ?.slice(variable.length + 1);
    if (mark === undefined || (mark !== process.env[variable] && isRunning(mark))) continue;
    if (kill(processId)) ended++;
  }
  return ended;
}

/** A number is given again, but not at the same time. */
function markOf(processId: number): string {
  const stat = read(`/proc/${processId}/stat`);
  // The name, in brackets, may hold anything; the 22nd field is when the process started (proc(5)).
  const startTicks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return `${processId}-${startTicks ?? "none"}`;
}

function isRunning(mark: string): boolean {
  return markOf(Number(mark.split("-")[0])) === mark;
}

function kill(processId: number): boolean {
  try {
    return process.kill(processId, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    // It has ended meanwhile, or is another user's.
    if (["ENOENT", "ESRCH", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return "";
    throw error;
  }
}
