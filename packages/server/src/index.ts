export type { Clock, MonotonicClock, Timer } from "./clock/clock.ts";
export { systemClock } from "./clock/system-clock.ts";
export { testClock } from "./clock/test-clock.ts";
export { codeOf } from "./code-of.ts";
export { takeFolder } from "./folder/take-folder.ts";
export type { Log } from "./log.ts";
export { type Random, systemRandom } from "./random.ts";
