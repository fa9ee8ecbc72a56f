import { dirname, join } from "node:path";
import { type Files, lookAt } from "./files.ts";
import type { ProgramFolder } from "./program-folder.ts";
import { PROGRAM_MARKER_FILE } from "./program-marker.ts";
import { refused, removeProgramFiles } from "./remove-program-files.ts";

export interface CopyGoal {
  readonly folder: string;
  /** What is installed there so far. */
  readonly before: ProgramFolder | undefined;
  /** Links and menu, once the folder is there. When it throws, the folder is as it was before. */
  readonly register: () => void;
}

/**
 * Copies what the build listed to the goal, where it counts as installed. It is there whole or not at all: what was
 * installed before stands aside until all has worked out, and comes back when something does not. What the customer put
 * beside it moves over.
 */
export async function copyProgram(files: Files, program: ProgramFolder, goal: CopyGoal): Promise<ProgramFolder> {
  const { folder, before } = goal;
  const marker = { ...program.marker, package: "installed" } as const;
  files.mkdirSync(dirname(folder), { recursive: true });
  const draft = files.mkdtempSync(`${folder}.`);
  const aside = `${draft}.before`;
  try {
    for (const file of marker.files) {
      if (file === PROGRAM_MARKER_FILE) continue;
      files.mkdirSync(dirname(join(draft, file)), { recursive: true });
      await files.promises.copyFile(join(program.folder, file), join(draft, file));
    }
    files.writeFileSync(join(draft, PROGRAM_MARKER_FILE), JSON.stringify(marker));
    if (before) files.renameSync(folder, aside);
    try {
      place(files, draft, goal);
    } catch (error) {
      if (before) files.renameSync(aside, folder);
      throw error;
    }
  } catch (error) {
    files.rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  if (before) clearAside(files, { folder: aside, marker: before.marker }, folder);
  return { folder, marker };
}

function place(files: Files, draft: string, { folder, register }: CopyGoal): void {
  files.renameSync(draft, folder);
  try {
    register();
  } catch (error) {
    files.renameSync(folder, draft);
    throw error;
  }
}

/** The new one is in place: what the system does not let go of the old one lies aside and does no harm. */
function clearAside(files: Files, aside: ProgramFolder, folder: string): void {
  try {
    removeProgramFiles(files, aside);
    moveOver(files, aside.folder, folder);
  } catch (error) {
    refused(error);
  }
}

/** Whatever has no name there yet. Nothing is replaced, and nothing removed but folders that are empty then. */
function moveOver(files: Files, from: string, to: string): void {
  if (!lookAt(files, from)?.isDirectory()) return;
  for (const entry of files.readdirSync(from)) {
    const [source, target] = [join(from, entry), join(to, entry)];
    if (!lookAt(files, target)) files.renameSync(source, target);
    else if (lookAt(files, target)?.isDirectory()) moveOver(files, source, target);
  }
  if (files.readdirSync(from).length === 0) files.rmdirSync(from);
}
