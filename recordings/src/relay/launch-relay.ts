import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TransportConfig } from "./libdatachannel-peer.ts";
import { relayConfigArgument } from "./relay-config.ts";

const PROGRAM = fileURLToPath(new URL("./relay-process.ts", import.meta.url));
/** The checkout or installation: what holds `recordings`, `packages` and `node_modules`. */
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const CODE = ["package.json", "node_modules", "packages", "recordings"].map((name) => ROOT + name);

/**
 * Starts the media relay with as little as Node lets it have: an empty environment, its code to read, one addon. No file
 * system writes, no programs, no workers. It answers with the report `ready`.
 */
export function launchRelay(config: TransportConfig): ChildProcess {
  return fork(PROGRAM, [relayConfigArgument(config)], {
    execArgv: ["--permission", "--allow-addons", ...CODE.map((path) => `--allow-fs-read=${path}`), "--no-warnings"],
    env: {},
    serialization: "advanced",
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}
