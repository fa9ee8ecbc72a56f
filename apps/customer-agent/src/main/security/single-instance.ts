import { app } from "electron";

/** A second start hands its arguments to the first and ends. False for the second. */
export function becomeSingleInstance(onSecondStart: (args: readonly string[]) => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on("second-instance", (_event, args) => onSecondStart(args));
  // macOS hands links over in its own way.
  app.on("open-url", (event, url) => {
    event.preventDefault();
    onSecondStart([url]);
  });
  return true;
}
