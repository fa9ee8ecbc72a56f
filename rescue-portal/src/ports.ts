import type { Clock, Log, Random } from "@ferndiagnose/server";
import type { Database } from "./database/database.ts";

export type { Clock, Log, Random, Timer } from "@ferndiagnose/server";

/** What the portal needs from outside. */
export interface PortalPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
