import { randomBytes } from "node:crypto";
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

/** What could carry a secret or a person's data is censored even if a mistake puts it into a log call. */
const censored = ["token", "key", "sdp", "candidate", "address", "credential", "username", "text"];

/** The log goes to standard output unless another destination is given. */
export function systemPorts(destination: DestinationStream = process.stdout): Ports {
  const paths = censored.flatMap((name) => [name, `*.${name}`]);
  const log = pino({ base: { program: "recordings" }, redact: { paths, censor: "[censored]" } }, destination);
  return { clock: systemClock, random: systemRandom, log };
}
