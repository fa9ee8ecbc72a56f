import { systemClock, testClock } from "@ferndiagnose/server";
import type { Clock } from "../ports.ts";

/** This machine's clock; in tests with a clock that is moved, the one the servers have. */
export function commandClock(environment: NodeJS.ProcessEnv): Clock {
  const file = environment["FERNDIAGNOSE_TEST_CLOCK_FILE"];
  return file === undefined ? systemClock : testClock(file, systemClock);
}
