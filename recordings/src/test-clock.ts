import { readFileSync } from "node:fs";
import type { Clock } from "./ports.ts";

const rereadMs = 100;

/**
 * A clock for tests that take months: a file holds the whole number of milliseconds by which it is ahead of `base`; no file, or an
 * empty one, means none. Monotonic time and timers are those of `base`. A program uses it only when it was told so on its command
 * line as well, and says so loudly.
 */
export function testClock(file: string, base: Clock): Clock {
  let offsetMs = readOffset(file);
  let readAtUs = base.monotonicUs();
  return {
    now: () => {
      if (base.monotonicUs() - readAtUs >= rereadMs * 1000) {
        offsetMs = readOffset(file);
        readAtUs = base.monotonicUs();
      }
      return base.now() + offsetMs;
    },
    monotonicUs: () => base.monotonicUs(),
    setTimer: (delayMs, run) => base.setTimer(delayMs, run),
  };
}

/** Throws when the file holds anything but a number: a test must not believe it has moved a clock that stands. */
function readOffset(file: string): number {
  const text = readIfThere(file).trim();
  if (text === "") return 0;
  const offsetMs = Number(text);
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
