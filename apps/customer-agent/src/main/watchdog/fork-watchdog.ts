import { join } from "node:path";
import { app, utilityProcess } from "electron";
import type { WatchdogProcess } from "./watchdog-link.ts";

/** A Node process of its own: what hangs us does not hang it. */
export function forkWatchdog(): WatchdogProcess {
  const child = utilityProcess.fork(join(__dirname, "watchdog.cjs"), [], {
    serviceName: "Ferndiagnose watchdog",
    stdio: "inherit",
  });
  return {
    post: (command) => child.postMessage(command),
    onMessage: (listener) => void child.on("message", listener),
    onExit: (listener) => void child.on("exit", listener),
    // Its own `kill` asks politely, which a stopped process does not hear.
    kill: () => {
      if (child.pid !== undefined) process.kill(child.pid, "SIGKILL");
    },
  };
}

/**
 * How to start ourselves anew, after what happened. `file` is what unpacked us, where something did: it takes the unpacked
 * files away when we are gone.
 */
export function startAnew(file: string, options: readonly string[]): { file: string; args: string[] } {
  const switches = ["user-data-dir", "ozone-platform"].flatMap((name) => {
    const value = app.commandLine.getSwitchValue(name);
    return value === "" ? [] : [`--${name}=${value}`];
  });
  if (app.commandLine.hasSwitch("no-sandbox")) switches.push("--no-sandbox");
  const program = app.isPackaged ? [] : [app.getAppPath()];
  return { file, args: [...switches, ...program, ...options] };
}
