import type { Log, MonotonicClock, Random } from "@ferndiagnose/server";

export type { Log, MonotonicClock as Clock, Random, Timer } from "@ferndiagnose/server";

export interface Ports {
  clock: MonotonicClock;
  random: Random;
  log: Log;
}
