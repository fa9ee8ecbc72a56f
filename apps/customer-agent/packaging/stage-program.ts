import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PROGRAM_FACTS_FILE, type ProgramFacts } from "../src/main/packaged/program-facts.ts";
import { type DownloadTarget, platformOf } from "./download-target.ts";
import { PackagingError } from "./packaging-error.ts";

/** Of our build in `dist`: what only a run from the checkout reads. */
const forTheCheckout = ["package.json", ".stamp"];

/**
 * Puts together what goes into the program, from the finished build in `dist`: code, the build's facts, and the input
 * library with the one native file for this system. Throws "native_part_missing" when that one is not installed.
 */
export async function stageProgram(options: {
  dist: string;
  stage: string;
  target: DownloadTarget;
  facts: ProgramFacts;
}): Promise<void> {
  const { dist, stage, target, facts } = options;
  await rm(stage, { recursive: true, force: true });
  await mkdir(stage, { recursive: true });
  for (const part of await readdir(dist)) {
    if (!forTheCheckout.includes(part)) await cp(path.join(dist, part), path.join(stage, part), { recursive: true });
  }
  const manifest = {
    name: "ferndiagnose",
    productName: "Ferndiagnose",
    description: "Fernunterstützung",
    author: "Ferndiagnose",
    version: facts.version,
    main: "main.cjs",
  };
  await writeFile(path.join(stage, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(path.join(stage, PROGRAM_FACTS_FILE), `${JSON.stringify(facts, null, 2)}\n`);
  await copyInputLibrary(path.join(stage, "node_modules"), target);
}

async function copyInputLibrary(modules: string, target: DownloadTarget): Promise<void> {
  const resolve = createRequire(import.meta.url).resolve;
  const library = path.dirname(resolve("koffi"));
  for (const file of ["package.json", "index.cjs", "LICENSE.txt", "src/koffi/index.cjs", "src/koffi/src/static.cjs"]) {
    await cp(path.join(library, file), path.join(modules, "koffi", file), { recursive: true });
  }
  const platform = platformOf(target.system);
  const name = `@koromix/koffi-${platform}-${target.arch}`;
  const native = path.join(library, "..", name);
  const folder = path.join(modules, name);
  const binary = path.join(`${platform}_${target.arch}`, "koffi.node");
  try {
    for (const file of ["package.json", "index.js", binary]) await cp(path.join(native, file), path.join(folder, file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new PackagingError(
      "native_part_missing",
      `${name} is not installed: build on that system, or install it there`,
    );
  }
}
