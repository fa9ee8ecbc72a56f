import { readFileSync } from "node:fs";
import type { Clock } from "./ports.ts";

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, run) {
    const timeout = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timeout) };
  },
};

/**
 * For tests that take months: ahead by the whole number of milliseconds in a file. No file, or an empty one, means none. Throws
 * when the file holds anything else: a test must not believe it has moved a clock that stands.
 */
export function testClock(file: string): Clock {
  return { ...systemClock, now: () => systemClock.now() + offsetIn(file) };
}

function offsetIn(file: string): number {
  const offsetMs = Number(readIfThere(file).trim());
  if (!Number.isSafeInteger(offsetMs)) throw new Error("The test clock's file holds no whole number");
  return offsetMs;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
