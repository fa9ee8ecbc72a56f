/** What customers can download from this machine: what of it can be built here, what has been built, and what not. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DownloadsManifest } from "@ferndiagnose/protocol";
import { z } from "zod";
import { findElectronRuntime } from "../commands/electron-runtime.ts";
import { build } from "./build.ts";

const root = path.resolve(import.meta.dirname, "../..");
const packaging = path.join(root, "apps/customer-agent/packaging");

/** One folder for each service that the program may have been built for. */
const defaultDownloads = path.join(root, ".cache/downloads");

export function downloadsFolder(portal: string): string {
  return path.join(defaultDownloads, createHash("sha256").update(portal).digest("hex").slice(0, 12));
}

/** Why the other downloads are not made here; a release workflow makes them all. */
export const notBuiltHere = [
  { kind: "portable-exe", what: "Windows (.exe)", why: "needs NSIS and a signing certificate" },
  { kind: "dmg", what: "macOS (.dmg)", why: "needs a Mac, a signing certificate and notarisation" },
  { kind: "appimage", what: "Linux (.AppImage)", why: "needs the AppImage tools and the official Electron" },
] as const;

/** Beside the files: what they were made from. */
const Stamp = z.strictObject({ fingerprint: z.string(), portal: z.string() });
const stampFile = ".built-from.json";
const keptAtMost = 5;

/** Makes the Linux archive unless it is there already and nothing it is made from has changed. Throws where it cannot be made. */
export async function buildDownloads(folder: string, portal: string): Promise<DownloadsManifest> {
  if (process.platform !== "linux") throw new Error("Downloads are built here on Linux only.");
  await build(["apps/customer-agent"]);
  const runtime = await findElectronRuntime();
  const stamp = { fingerprint: fingerprint(runtime.version), portal };
  const before = readStamp(folder);
  const manifest = readManifest(folder);
  if (manifest?.files.length && before?.fingerprint === stamp.fingerprint && before.portal === portal) return manifest;
  process.stderr.write(`Building the Linux archive (test build on Electron ${runtime.version}) …\n`);
  const made = { system: "linux", arch: process.arch, kind: "archive", out: folder, portal };
  const electron = path.dirname(runtime.executable);
  const words = Object.entries({ ...made, "test-electron": electron }).map(([name, value]) => `--${name}=${value}`);
  await run([path.join(packaging, "make-download.ts"), ...words]);
  await run([path.join(packaging, "list-downloads.ts"), folder]);
  const built = readManifest(folder);
  if (!built || built.files.length === 0) throw new Error("The download was made but is not there.");
  writeFileSync(path.join(folder, stampFile), JSON.stringify(stamp));
  return built;
}

export interface OfferedDownloads {
  /** For the portal; undefined where it has nothing to offer. */
  readonly folder: string | undefined;
  readonly files: DownloadsManifest["files"];
  /** Why there is nothing of our own to offer. */
  readonly problem?: string;
}

/**
 * What was built for this service, which is built first when asked for. Never fails: a system without downloads still
 * works, and says so. FERNDIAGNOSE_DOWNLOADS names a folder made elsewhere, by the release workflow for instance.
 */
export async function offerDownloads(portal: string, buildFirst: boolean): Promise<OfferedDownloads> {
  const given = process.env["FERNDIAGNOSE_DOWNLOADS"];
  if (given !== undefined)
    return { folder: path.resolve(given), files: readManifest(path.resolve(given))?.files ?? [] };
  const folder = downloadsFolder(portal);
  try {
    if (buildFirst) {
      const { files } = await buildDownloads(folder, portal);
      forgetOldest();
      return { folder, files };
    }
    const manifest = readStamp(folder)?.portal === portal ? readManifest(folder) : undefined;
    if (manifest) return { folder, files: manifest.files };
    return { folder: undefined, files: [], problem: "nothing has been built; add --downloads" };
  } catch (error) {
    return { folder: undefined, files: [], problem: error instanceof Error ? error.message : String(error) };
  }
}

/** For whoever started the system: what customers are offered, and what they are not. */
export function describeDownloads({ files, problem }: OfferedDownloads): string[] {
  const offered = files.map(({ name, size, isTest }) => {
    const kind = isTest ? "test build, on an Electron that is not for customers" : "release";
    return `  ${name} (${Math.round(size / 1e6)} MB, ${kind})`;
  });
  const missing = notBuiltHere.filter(({ kind }) => !files.some((file) => file.kind === kind));
  return [
    "Downloads for customers:",
    ...(problem === undefined ? [] : [`  Linux archive: ${problem}`]),
    ...offered,
    ...missing.map(({ what, why }) => `  not offered: ${what}, ${why}; .github/workflows/release.yml makes it`),
  ];
}

/** Each takes 90 MB, and tests run on ever other ports. */
function forgetOldest(): void {
  const folders = readdirSync(defaultDownloads).map((name) => path.join(defaultDownloads, name));
  const builtAt = (folder: string) => statSync(path.join(folder, stampFile), { throwIfNoEntry: false })?.mtimeMs;
  const finished = folders.map((folder) => ({ folder, at: builtAt(folder) ?? Number.POSITIVE_INFINITY }));
  finished.sort((one, other) => other.at - one.at);
  for (const { folder } of finished.slice(keptAtMost)) rmSync(folder, { recursive: true, force: true });
}

function readManifest(folder: string): DownloadsManifest | undefined {
  const text = readText(path.join(folder, "downloads.json"));
  if (text === undefined) return undefined;
  const manifest = DownloadsManifest.parse(JSON.parse(text));
  return manifest.files.every(({ name }) => existsSync(path.join(folder, name))) ? manifest : undefined;
}

function readStamp(folder: string): z.infer<typeof Stamp> | undefined {
  const text = readText(path.join(folder, stampFile));
  return text === undefined ? undefined : Stamp.parse(JSON.parse(text));
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The finished build of the code has a stamp of its own; beside it count what packs it and on what. */
function fingerprint(electronVersion: string): string {
  const hash = createHash("sha256").update(electronVersion);
  hash.update(readFileSync(path.join(root, "apps/customer-agent/dist/.stamp")));
  for (const file of globSync("*", { cwd: packaging }).sort()) {
    if (!file.endsWith(".test.ts")) hash.update(`${file}\0`).update(readFileSync(path.join(packaging, file)));
  }
  return hash.digest("hex");
}

function run(command: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The download could not be made:\n${output}`));
    });
  });
}
