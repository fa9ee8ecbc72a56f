import { readFile } from "node:fs/promises";
import type { Log } from "./ports.ts";

/**
 * Says so where the machine could write this process's memory to a disk. Node cannot forbid it; packages/docs/key-warden.md tells
 * the operator how to.
 */
export async function warnOfMemoryLeaks(log: Log): Promise<void> {
  const limits = await readIfThere("/proc/self/limits");
  const coreLimit = /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
  if (coreLimit !== "0") log.warn({}, "memory.core_dumps_possible");
  const swaps = (await readIfThere("/proc/swaps")).trim().split("\n").slice(1);
  if (swaps.length > 0) log.warn({}, "memory.swap_in_use");
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    // Not on Linux: nothing can be said.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
