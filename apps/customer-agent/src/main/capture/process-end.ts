import { existsSync, readdirSync, readFileSync } from "node:fs";

const pollIntervalMs = 2;
/** PF_EXITING (linux/sched.h). */
const exitingFlag = 0x4;

/**
 * Resolves when this process runs no instruction any more, as /proc tells (Linux only; elsewhere never). Chromium's own
 * news of it comes later, once it has tidied up.
 */
export function processEnd(processId: number, signal: AbortSignal): Promise<void> {
  if (process.platform !== "linux" || !existsSync("/proc/self/task")) return new Promise(() => {});
  return new Promise((resolve) => {
    const poll = setInterval(() => {
      if (!signal.aborted && isRunning(processId)) return;
      clearInterval(poll);
      resolve();
    }, pollIntervalMs);
  });
}

function isRunning(processId: number): boolean {
  const folder = `/proc/${processId}/task`;
  return listing(() => readdirSync(folder)).some((thread) =>
    listing(() => [readFileSync(`${folder}/${thread}/stat`, "utf8")]).some(runsOn),
  );
}

/**
 * State and flags of proc_pid_stat(5). A thread that is exiting (PF_EXITING) or a zombie never returns to the program;
 * what the kernel still does is giving back its memory.
 */
function runsOn(stat: string): boolean {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  const flags = Number(fields[6]);
  return state !== "Z" && state !== "X" && (flags & exitingFlag) === 0;
}

/** Empty once the thread or the process is no longer listed. */
function listing(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return [];
    throw error;
  }
}
