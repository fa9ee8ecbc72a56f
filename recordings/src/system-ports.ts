import { randomBytes } from "node:crypto";
import { logGuard } from "@ferndiagnose/data-catalogue";
import { type DestinationStream, pino } from "pino";
import type { Clock, Ports, Random } from "./ports.ts";

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicUs: () => Math.round(performance.now() * 1000),
  setTimer: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};

export const systemRandom: Random = (length) => new Uint8Array(randomBytes(length));

/** The log goes to standard output unless another destination is given. It holds only what the data catalogue declares. */
export function systemPorts(destination: DestinationStream = process.stdout): Ports {
  return { clock: systemClock, random: systemRandom, log: pino(logGuard("recordings"), destination) };
}
