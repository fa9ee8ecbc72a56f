import { existsSync, readdirSync, readFileSync } from "node:fs";

const pollIntervalMs = 2;

/**
 * Resolves when this process runs no instruction any more, as /proc tells (Linux only; elsewhere never). Chromium's own
 * news of it comes later, once it has tidied up.
 */
export function processEnd(processId: number, signal: AbortSignal): Promise<void> {
  if (process.platform !== "linux" || !existsSync(`/proc/${processId}`)) return new Promise(() => {});
  return new Promise((resolve) => {
    const poll = setInterval(() => {
      if (!signal.aborted && isRunning(processId)) return;
      clearInterval(poll);
      resolve();
    }, pollIntervalMs);
  });
}

/** A process whose threads are gone but for a zombie is only waiting to be reaped (proc_pid_stat(5)). */
function isRunning(processId: number): boolean {
  try {
    if (readdirSync(`/proc/${processId}/task`).length > 1) return true;
    const stat = readFileSync(`/proc/${processId}/stat`, "utf8");
    const state = stat.charAt(stat.lastIndexOf(")") + 2);
    return state !== "Z" && state !== "X";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return false;
    throw error;
  }
}
