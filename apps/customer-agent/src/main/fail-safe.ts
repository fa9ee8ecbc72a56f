import { app } from "electron";
import { errorFields, type Log } from "./log.ts";

/**
 * What nobody caught switches off. Left alone, Electron shows an uncaught exception and waits for a click while picture
 * and input go on, and writes a warning for a rejected promise and goes on too.
 */
export function failSafe(log: Log, switchOff: () => void): void {
  const fail = (error: unknown) => {
    log.warn("program.failed", errorFields(error));
    try {
      switchOff();
    } catch (another) {
      log.warn("program.failed", errorFields(another));
      // Takes every window's process along.
      app.exit(1);
    }
  };
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
}
