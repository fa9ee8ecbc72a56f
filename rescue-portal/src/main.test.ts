import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ChildProgram, freePort } from "@ferndiagnose/testkit";
import { expect, it } from "vitest";

const main = resolve(import.meta.dirname, "main.ts");

it("runs alone from its environment and stops when asked", async () => {
  const directory = mkdtempSync(join(tmpdir(), "portal-main-"));
  const port = await freePort();
  const program = await ChildProgram.start({
    command: process.execPath,
    args: [main],
    env: {
      FERNDIAGNOSE_DATABASE: join(directory, "portal.db"),
      FERNDIAGNOSE_PUBLIC_PORT: "0",
      FERNDIAGNOSE_STAFF_PORT: "0",
      FERNDIAGNOSE_OPERATIONS_PORT: String(port),
      FERNDIAGNOSE_ORGANISATION: "Example Telecom",
      FERNDIAGNOSE_RECORDER_TOKEN: "x".repeat(32),
    },
  });
  try {
    await program.waitForLine(/portal started/, 20_000);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    program.signal("SIGTERM");
    expect(await program.exited).toBe(0);
  } finally {
    await program.stop();
    rmSync(directory, { recursive: true });
  }
});

it("says which settings are missing or wrong, without their values", async () => {
  const program = await ChildProgram.start({
    command: process.execPath,
    args: [main],
    env: { FERNDIAGNOSE_RECORDER_TOKEN: "too-short-secret" },
  });
  expect(await program.exited).toBe(2);
  expect(program.output()).toMatch(/FERNDIAGNOSE_ORGANISATION/);
  expect(program.output()).toMatch(/FERNDIAGNOSE_RECORDER_TOKEN/);
  expect(program.output()).not.toContain("too-short-secret");
});
