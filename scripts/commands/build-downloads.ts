/**
 * scripts/build-downloads [--out DIR] [--portal URL]
 *
 * Builds what customers download, as far as this machine can: the Linux archive, as a test build. Says what it did not build.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { buildDownloads, downloadsFolder, notBuiltHere } from "../system/downloads.ts";

const usage = `Usage: scripts/build-downloads [--out DIR] [--portal URL]
  --out DIR      where downloads.json, SHA256SUMS and the files go (default: below .cache, where scripts/start finds them)
  --portal URL   the service that the program connects to (default: http://127.0.0.1:7070)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      portal: { type: "string", default: "http://127.0.0.1:7070" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const folder = path.resolve(values.out ?? downloadsFolder(values.portal));
  const { files } = await buildDownloads(folder, values.portal);
  const lines = files.map(
    ({ name, size, sha256, isTest }) =>
      `  ${name}  ${(size / 1e6).toFixed(1)} MB  ${isTest ? "test build: not for real customers" : "release"}\n    SHA-256 ${sha256}`,
  );
  const missing = notBuiltHere.map(({ what, why }) => `  ${what}: ${why}`);
  process.stdout.write(
    ["", `In ${folder}:`, ...lines, "", "Not built here; the release workflow makes them:", ...missing, ""].join("\n"),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
