import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { processEnd } from "./process-end.ts";

test.runIf(process.platform === "linux")("tells a killed process from a running and from a stopped one", async () => {
  const child = spawn(process.execPath, ["-e", "for (;;) {}"]);
  const exited = once(child, "exit");
  const { pid } = child;
  if (pid === undefined) throw new Error("not started");
  let ended = false;
  const end = processEnd(pid, new AbortController().signal).then(() => {
    ended = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(ended).toBe(false);
  process.kill(pid, "SIGSTOP");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(ended).toBe(false);
  process.kill(pid, "SIGKILL");
  await end;
  await exited;
});

test.runIf(process.platform === "linux")("a process that is gone already has ended", async () => {
  const child = spawn("true");
  await once(child, "exit");
  await processEnd(child.pid ?? 0, new AbortController().signal);
});
