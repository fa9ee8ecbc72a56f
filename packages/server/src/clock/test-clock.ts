import { readFileSync } from "node:fs";
import type { MonotonicClock } from "./clock.ts";

/**
 * A clock for tests that take months: ahead of `base` by the whole number of milliseconds in a file, read each time; no file, or an
 * empty one, means none. Who moves it replaces the file as a whole. Monotonic time and timers are those of `base`. A program uses it
 * only when it was told so on its command line as well, and says so loudly. Throws when the file holds anything else: a test must not
 * believe it has moved a clock that stands.
 */
export function testClock(file: string, base: MonotonicClock): MonotonicClock {
  return {
    now: () => base.now() + offsetIn(file),
    monotonicUs: () => base.monotonicUs(),
    setTimer: (delayMs, run) => base.setTimer(delayMs, run),
  };
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
