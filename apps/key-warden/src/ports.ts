import type { Clock, Log, Random } from "@ferndiagnose/server";

export type { Clock, Log, Random, Timer } from "@ferndiagnose/server";

/** What a warden needs from outside. Its clock is this machine's own. */
export interface WardenPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
