import { logGuard } from "@ferndiagnose/data-catalogue";
import pino from "pino";
import type { Log } from "./ports.ts";

/** The portal's log: one JSON line each, without the machine's name, and with nothing that the data catalogue does not declare. */
export function createPortalLog(level: "info" | "warn" | "error", destination?: pino.DestinationStream): Log {
  return pino({ level, ...logGuard("rescue-portal") }, ...(destination ? [destination] : []));
}
