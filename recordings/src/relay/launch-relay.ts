import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TransportConfig } from "./libdatachannel-peer.ts";
import { relayConfigArgument } from "./relay-config.ts";

const PROGRAM = fileURLToPath(new URL("./relay-process.ts", import.meta.url));
/** The checkout or installation: what holds `recordings`, `packages` and `node_modules`. */
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const CODE = ["package.json", "node_modules", "packages", "recordings"].map((name) => ROOT + name);

/** Reading code and loading the addon; neither writing, nor programs, nor workers. */
const relayPermissions: readonly string[] = [
  "--permission",
  "--allow-addons",
  ...CODE.map((path) => `--allow-fs-read=${path}`),
];

/**
 * Every packet is garbage as soon as it is passed on. V8 would let the memory for what is short-lived grow by as much as 20
 * sessions use; with 2 MiB it does the same work in the same time.
 */
export const relayMemory: readonly string[] = ["--max-semi-space-size=2"];

/** Permitting addons is what the process is for; Node's warning about it would come at every start. */
export const relayExecArgv: readonly string[] = [...relayPermissions, ...relayMemory, "--no-warnings"];

/** Reports and commands go over the channel between the processes, batches of records over the pipe (batch-frame.ts). */
export const relayStdio = ["ignore", "inherit", "inherit", "ipc", "pipe"] as const;

/**
 * Starts the media relay with as little as Node lets it have: the permissions above and an empty environment. It answers
 * with the report `ready`. Node's permission model holds against mistakes and JavaScript, not against native code that was
 * taken over: in production the service manager's own confinement comes on top.
 */
export function launchRelay(config: TransportConfig): ChildProcess {
  return fork(PROGRAM, [relayConfigArgument(config)], {
    execArgv: [...relayExecArgv],
    env: {},
    serialization: "advanced",
    stdio: [...relayStdio],
  });
}
