import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const vite = join(dirname(createRequire(import.meta.url).resolve("vite/package.json")), "bin/vite.js");

/** The page as it is shipped, built to a folder of its own, outside the test runner's environment. */
export async function buildViewer(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "agent-viewer-"));
  await promisify(execFile)(
    process.execPath,
    [vite, "build", "--logLevel", "warn", "--outDir", folder, "--emptyOutDir"],
    {
      cwd: join(import.meta.dirname, ".."),
      env: { ...process.env, NODE_ENV: "production" },
    },
  );
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
