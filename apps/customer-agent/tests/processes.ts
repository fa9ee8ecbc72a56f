import { readdirSync, readFileSync } from "node:fs";

/** Processes whose command line contains all of these; Linux only, as the virtual display is. */
export function processesWith(...parts: readonly string[]): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((processId) => Number.isInteger(processId) && processId !== process.pid)
    .filter((processId) => parts.every((part) => commandLine(processId).includes(part)));
}

/** A zombie has no command line any more. */
export function isRunning(processId: number): boolean {
  return commandLine(processId) !== "";
}

function commandLine(processId: number): string {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return "";
    throw error;
  }
}
