import { logGuard } from "@ferndiagnose/data-catalogue";
import pino, { type DestinationStream } from "pino";
import type { Log } from "./ports.ts";

/**
 * One JSON line each, on standard error: standard output is for the line that says the warden is ready. Nothing is written that
 * the data catalogue does not declare.
 */
export function createWardenLog(destination: DestinationStream = pino.destination(2)): Log {
  return pino(logGuard("key-warden"), destination);
}
