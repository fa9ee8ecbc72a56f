/**
 * node packaging/make-download.ts --system linux --arch x64 --kind archive --out DIR [--portal URL] [--test-electron DIR]
 *
 * Makes one download out of the finished build in `dist`. Without --test-electron it is a release: on the pinned official
 * Electron or not at all. Prints the file's path as its last line.
 */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ProgramFacts } from "../src/main/packaged/program-facts.ts";
import { buildIdOf, buildProgram } from "./build-program.ts";
import { type DownloadTarget, downloadName, downloadTargets } from "./download-target.ts";
import { fetchOfficialElectron, refuseReplacements } from "./official-electron.ts";
import { PackagingError } from "./packaging-error.ts";
import { writeArchive } from "./write-archive.ts";

const program = path.resolve(import.meta.dirname, "..");
const dist = path.join(program, "dist");

async function main(): Promise<void> {
  const { target, out, portal, testElectron } = readArguments();
  const isTest = testElectron !== undefined;
  await mkdir(out, { recursive: true });
  // Away from the checkout: inside it electron-builder would take the checkout's packages into the program.
  const workFolder = await mkdtemp(path.join(tmpdir(), "ferndiagnose-download-"));
  const draft = path.join(out, `.${path.basename(workFolder)}`);
  try {
    const electron = isTest ? await unpackedElectron(testElectron) : await official(target, workFolder);
    const { version } = JSON.parse(await readFile(path.join(program, "package.json"), "utf8")) as { version: string };
    const inputs = [JSON.stringify(target), portal ?? "", electron.version, String(isTest)];
    const buildId = await buildIdOf(dist, inputs);
    const facts = ProgramFacts.parse({ isTest, buildId, version, ...(portal === undefined ? {} : { portal }) });
    const [made] = await buildProgram({ target, dist, workFolder: path.join(workFolder, "work"), facts, electron });
    if (made === undefined) throw new PackagingError("target_not_buildable", "electron-builder made nothing");
    const file = path.join(out, downloadName(target, isTest));
    if (target.kind === "archive") await writeArchive(made, "Ferndiagnose", draft);
    else await copyFile(made, draft);
    await rename(draft, file);
    process.stdout.write(`${file}\n`);
  } finally {
    for (const left of [workFolder, draft]) await rm(left, { recursive: true, force: true });
  }
}

function readArguments(): { target: DownloadTarget; out: string; portal: string | undefined; testElectron?: string } {
  const { values } = parseArgs({
    options: {
      system: { type: "string" },
      arch: { type: "string" },
      kind: { type: "string" },
      out: { type: "string" },
      portal: { type: "string" },
      "test-electron": { type: "string" },
    },
  });
  const target = downloadTargets.find(
    (one) => one.system === values.system && one.arch === values.arch && one.kind === values.kind,
  );
  if (!target || values.out === undefined) throw new Error("Say --system, --arch, --kind and --out");
  const testElectron = values["test-electron"];
  return {
    target,
    out: path.resolve(values.out),
    portal: values.portal,
    ...(testElectron === undefined ? {} : { testElectron }),
  };
}

async function unpackedElectron(folder: string): Promise<{ version: string; dist: string }> {
  const version = (await readFile(path.join(folder, "version"), "utf8")).trim().replace(/^v/, "");
  return { version, dist: path.resolve(folder) };
}

/** electron-builder takes the zip from a folder in which it has its published name, and looks nowhere else. */
async function official(target: DownloadTarget, workFolder: string): Promise<{ version: string; dist: string }> {
  refuseReplacements(process.env);
  const { version, zip } = await fetchOfficialElectron(target);
  const folder = path.join(workFolder, "electron");
  await mkdir(folder);
  await copyFile(zip, path.join(folder, path.basename(zip)));
  return { version, dist: folder };
}

main().catch((error: unknown) => {
  const code = error instanceof PackagingError ? `${error.code}: ` : "";
  process.stderr.write(`${code}${error instanceof Error ? error.message : String(error)}\n`);
  // electron-builder sets an exit code of its own when the process ends by itself.
  process.exit(1);
});
