import { mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRunning, nameOfThisProcess } from "./process-name.ts";

/** As many others may come and go while we try. */
const attempts = 100;

/**
 * Makes this process the only one that uses the folder, which is made if it is not there. Throws when another one has it that still
 * runs, or when this one has it already. Returns what gives the folder back; a process that dies gives it back by that.
 *
 * The owner is a folder `owner` with one empty file in it, named after the process. A new owner comes with its own file in one step: a
 * folder takes another's place only if that is empty (rename(2)). And a dead owner's file is removed by its name, so that nobody can
 * remove the file of somebody who came meanwhile. All processes see one proc(5): one machine, and not two containers.
 */
export async function takeFolder(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const owner = join(directory, "owner");
  const name = await nameOfThisProcess();
  const ours = await mkdtemp(`${owner}.${name}.`);
  try {
    await writeFile(join(ours, name), "", { mode: 0o600 });
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (await takesPlace(ours, owner)) {
        await removeUnfinished(directory);
        return async () => {
          await rm(join(owner, name), { force: true });
          await unlessMeanwhileTaken(rmdir(owner));
        };
      }
      await removeDeadOwners(owner);
    }
  } catch (error) {
    await rm(ours, { recursive: true, force: true });
    throw error;
  }
  await rm(ours, { recursive: true });
  throw new Error("The folder changes hands all the time");
}

async function takesPlace(ours: string, owner: string): Promise<boolean> {
  try {
    await rename(ours, owner);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOTEMPTY", "EEXIST")) return false;
    throw error;
  }
}

/** Throws when an owner lives. */
async function removeDeadOwners(owner: string): Promise<void> {
  for (const name of await namesIn(owner)) {
    if (await isRunning(name)) throw new Error("The folder belongs to another running process");
    await rm(join(owner, name), { force: true });
  }
}

/** What processes left that died while they tried. */
async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await namesIn(directory)) {
    const [, tried] = /^owner\.(\d+-\d+)\.\w+$/.exec(name) ?? [];
    if (tried !== undefined && !(await isRunning(tried)))
      await rm(join(directory, name), { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

async function unlessMeanwhileTaken(removal: Promise<void>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!hasCode(error, "ENOTEMPTY", "EEXIST", "ENOENT")) throw error;
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? "");
}
