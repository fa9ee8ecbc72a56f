import { randomBytes } from "node:crypto";
import { pino } from "pino";
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

export function systemPorts(): Ports {
  const paths = censored.flatMap((name) => [name, `*.${name}`]);
  const log = pino({ base: null, redact: { paths, censor: "[censored]" } });
  return { clock: systemClock, random: systemRandom, log };
}
