import { logGuard } from "@ferndiagnose/data-catalogue";
import { systemClock, systemRandom } from "@ferndiagnose/server";
import { type DestinationStream, pino } from "pino";
import type { Ports } from "./ports.ts";

/** The log goes to standard output unless another destination is given. It holds only what the data catalogue declares. */
export function systemPorts(destination: DestinationStream = process.stdout): Ports {
  return { clock: systemClock, random: systemRandom, log: pino(logGuard("recordings"), destination) };
}
