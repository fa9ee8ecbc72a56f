/** Runs as the relay does, with its permissions and limits, and reports what it could do. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { getHeapSpaceStatistics } from "node:v8";
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

/** How large the space for what is short-lived becomes when there is much of it and some of it stays for a while. */
function mebibytesForGarbage(): number {
  const staying: object[] = [];
  for (let nth = 0; nth < 400_000; nth += 1) staying[nth % 60_000] = { nth, more: [nth, nth] };
  const bytes = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? 0;
  return bytes / 2 ** 20;
}

const results = {
  connection: attempt(() => new PeerConnection("probe", { iceServers: [] }).close()),
  write: attempt(() => writeFileSync(new URL("./written-by-probe", import.meta.url), "x")),
  readOutside: attempt(() => readFileSync("/etc/passwd")),
  program: attempt(() => spawnSync("true")),
  worker: attempt(() => new Worker("", { eval: true })),
  environment: Object.keys(process.env).length,
  mebibytesForGarbage: mebibytesForGarbage(),
};
process.send?.(results, () => {
  cleanup();
  process.exit(0);
});
