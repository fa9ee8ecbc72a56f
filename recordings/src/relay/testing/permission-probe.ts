/** Runs with the relay's permissions and reports what it could do. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { cleanup, PeerConnection } from "node-datachannel";

function attempt(run: () => unknown): string {
  try {
    run();
    return "done";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "failed";
  }
}

const results = {
  connection: attempt(() => new PeerConnection("probe", { iceServers: [] }).close()),
  write: attempt(() => writeFileSync(new URL("./written-by-probe", import.meta.url), "x")),
  readOutside: attempt(() => readFileSync("/etc/passwd")),
  program: attempt(() => spawnSync("true")),
  worker: attempt(() => new Worker("", { eval: true })),
  environment: Object.keys(process.env).length,
};
process.send?.(results, () => {
  cleanup();
  process.exit(0);
});
