/** The watchdog's own process, forked from the main process by Electron's utilityProcess. It has no window and no network. */
import { spawn } from "node:child_process";
import { type HeldInput, WatchdogCommand } from "@ferndiagnose/protocol/ipc";
import { monotonicClock } from "../clock.ts";
import { openInputBackend, thisDesktop } from "../input/choose-backend.ts";
import { standardLog } from "../log.ts";
import { Watchdog } from "./watchdog.ts";

const { parentPort } = process;

const watchdog = new Watchdog({
  clock: monotonicClock,
  log: standardLog,
  report: (report) => parentPort.postMessage(report),
  kill: (processId) => void process.kill(processId, "SIGKILL"),
  release,
  leaveWord: ({ file, args }, lastedMs) => {
    const filledIn = args.map((arg) => arg.replace("{lasted}", String(lastedMs)));
    spawn(file, filledIn, { detached: true, stdio: ["ignore", "ignore", "inherit"] }).unref();
  },
  exit: () => process.exit(0),
});

parentPort.on("message", ({ data }: { data: unknown }) => watchdog.handle(WatchdogCommand.parse(data)));

/** By a connection of our own: the main process's may be stuck with it. */
function release(held: HeldInput): void {
  const backend = openInputBackend(thisDesktop());
  for (const code of [...held.keys].reverse()) backend.key(code, false);
  for (const button of held.buttons) backend.button(button, false);
  backend.close();
}
