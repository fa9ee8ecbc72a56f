/**
 * scripts/customer-agent [--portal URL] [--key KEY] [--language de|en]
 *
 * Runs the customer's program from the checkout on whichever Electron is at hand. Its profile is thrown away afterwards.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "../system/build.ts";
import { findElectronRuntime } from "./electron-runtime.ts";

const usage = `Usage: scripts/customer-agent [--portal URL] [--key KEY] [--language de|en]
  --portal URL     where the service is, as scripts/start prints it (default: http://127.0.0.1:7070)
  --key KEY        fills the key field; going on still takes a click
  --language L     de or en (default: the system's)`;

const program = path.resolve(import.meta.dirname, "../../apps/customer-agent/dist");

async function main(): Promise<number> {
  const args = readArguments();
  await build(["apps/customer-agent"]);
  const runtime = await findElectronRuntime();
  process.stderr.write(`Electron ${runtime.version} (${runtime.origin})\n`);
  const profile = await mkdtemp(path.join(tmpdir(), "ferndiagnose-customer-"));
  try {
    return await run(runtime.executable, [...runtime.args, `--user-data-dir=${profile}`, program, ...args]);
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}

function readArguments(): string[] {
  const { values } = parseArgs({
    options: {
      portal: { type: "string", default: process.env["FERNDIAGNOSE_PORTAL"] ?? "http://127.0.0.1:7070" },
      key: { type: "string" },
      language: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  return [
    `--portal=${values.portal}`,
    ...(values.key === undefined ? [] : [`--key=${values.key}`]),
    ...(values.language === undefined ? [] : [`--language=${values.language}`]),
  ];
}

function run(executable: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, { stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    process.exit(1);
  },
);
