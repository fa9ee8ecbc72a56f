/** Builds what has changed of the three programs that run in a browser or in Electron; servers need no build. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

interface Buildable {
  name: string;
  folder: string;
  /** Arguments for the Node that runs us. */
  command: string[];
}

const vite = path.join(root, "node_modules/vite/bin/vite.js");

const programs: Buildable[] = [
  { name: "rescue portal", folder: "rescue-portal", command: [vite, "build", "--logLevel", "warn"] },
  { name: "technician's page", folder: "apps/agent-viewer", command: [vite, "build", "--logLevel", "warn"] },
  { name: "customer's program", folder: "apps/customer-agent", command: ["build.ts"] },
];

export type BuildName = "rescue-portal" | "apps/agent-viewer" | "apps/customer-agent";

/**
 * Builds the named programs whose sources differ from the last build, one after the other. Says on standard error what
 * it builds. Throws with the tool's output when a build fails.
 */
export async function build(names: BuildName[]): Promise<void> {
  for (const program of programs) {
    if (!names.includes(program.folder as BuildName)) continue;
    const stampFile = path.join(root, program.folder, "dist", ".stamp");
    const stamp = fingerprint(program.folder);
    if (readStamp(stampFile) === stamp) continue;
    process.stderr.write(`Building the ${program.name} …\n`);
    await run(program.command, path.join(root, program.folder));
    writeFileSync(stampFile, stamp);
  }
}

function readStamp(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Hash over path and content of everything a build reads. The stamp lies in `dist`, so it goes when the output goes. */
function fingerprint(folder: string): string {
  const hash = createHash("sha256");
  const files = globSync([`${folder}/**/*`, "packages/{protocol,session,ui,rtc}/**/*", "package-lock.json"], {
    cwd: root,
    exclude: (name) => /(^|\/)(node_modules|dist)(\/|$)/.test(name),
  }).sort();
  for (const file of files) {
    const absolute = path.join(root, file);
    if (statSync(absolute).isFile()) hash.update(`${file}\0`).update(readFileSync(absolute));
  }
  return hash.digest("hex");
}

function run(command: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // A test runner sets NODE_ENV to "test", which would build React for development.
    const env = { ...process.env, NODE_ENV: "production" };
    const child = spawn(process.execPath, command, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The build in ${path.relative(root, cwd)} failed:\n${output}`));
    });
  });
}
