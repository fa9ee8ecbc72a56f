import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Arch, build, Platform } from "electron-builder";
import type { ProgramFacts } from "../src/main/packaged/program-facts.ts";
import { PROGRAM_MARKER_FILE, ProgramMarker } from "../src/main/removal/program-marker.ts";
import { builderConfig } from "./builder-config.ts";
import type { DownloadTarget } from "./download-target.ts";
import { listFiles } from "./list-files.ts";
import { stageProgram } from "./stage-program.ts";

export interface ProgramBuild {
  readonly target: DownloadTarget;
  /** The finished build of the code. */
  readonly dist: string;
  /** Emptied first. */
  readonly workFolder: string;
  readonly facts: ProgramFacts;
  readonly electron: { readonly version: string; readonly dist: string };
}

/** Runs electron-builder for one target and gives the paths of what it made; for an archive the folder that goes into it. */
export async function buildProgram({ target, dist, workFolder, facts, electron }: ProgramBuild): Promise<string[]> {
  await rm(workFolder, { recursive: true, force: true });
  const stage = path.join(workFolder, "stage");
  const out = path.join(workFolder, "out");
  await stageProgram({ dist, stage, target, facts });
  const config = builderConfig({
    target,
    stage,
    out,
    isTest: facts.isTest,
    electronVersion: electron.version,
    electronDist: electron.dist,
    // Before anything is signed or packed.
    afterPack: ({ appOutDir }) => markProgram(appOutDir, target, facts),
  });
  const artifacts = await build({
    targets: platformTargets[target.system].createTarget(undefined, Arch[target.arch]),
    config,
    projectDir: stage,
  });
  return target.kind === "archive" ? [path.join(out, unpackedFolderOf(target))] : artifacts;
}

const platformTargets = { windows: Platform.WINDOWS, macos: Platform.MAC, linux: Platform.LINUX };

/** electron-builder's name of the folder with everything in it. */
function unpackedFolderOf({ arch }: DownloadTarget): string {
  return arch === "x64" ? "linux-unpacked" : `linux-${arch}-unpacked`;
}

/** The marker lists what the build made, so that the program can take away exactly that. */
async function markProgram(folder: string, target: DownloadTarget, facts: ProgramFacts): Promise<void> {
  const place = target.system === "macos" ? path.join(folder, "Ferndiagnose.app/Contents/Resources") : folder;
  // Of another program that lived on this Electron before.
  if (facts.isTest) await rm(path.join(place, "resources/app"), { recursive: true, force: true });
  const files = target.system === "macos" ? [] : await listFiles(place);
  const marker = ProgramMarker.parse({
    program: "ferndiagnose",
    package: target.kind,
    buildId: facts.buildId,
    files: [...files.filter((file) => file !== PROGRAM_MARKER_FILE), PROGRAM_MARKER_FILE],
  });
  await writeFile(path.join(place, PROGRAM_MARKER_FILE), `${JSON.stringify(marker)}\n`);
}

/** Names a build by everything that went into it, so that equal builds are equal. */
export async function buildIdOf(dist: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await listFiles(dist)) hash.update(`${file}\0`).update(await readFile(path.join(dist, file)));
  for (const input of inputs) hash.update(`\0${input}`);
  return hash.digest("hex").slice(0, 32);
}
