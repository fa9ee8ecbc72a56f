import { dirname, join } from "node:path";
import type { Files } from "./files.ts";
import type { ProgramFolder } from "./program-folder.ts";
import { PROGRAM_MARKER_FILE } from "./program-marker.ts";
import { removeProgramFiles } from "./remove-program-files.ts";

/**
 * Copies what the build listed to `folder`, where it counts as installed; what was installed there before goes. The
 * folder appears whole or not at all.
 */
export async function copyProgram(
  files: Files,
  program: ProgramFolder,
  folder: string,
  before: ProgramFolder | undefined,
): Promise<ProgramFolder> {
  const marker = { ...program.marker, package: "installed" } as const;
  files.mkdirSync(dirname(folder), { recursive: true });
  const draft = files.mkdtempSync(`${folder}.`);
  try {
    for (const file of marker.files) {
      if (file === PROGRAM_MARKER_FILE) continue;
      files.mkdirSync(dirname(join(draft, file)), { recursive: true });
      await files.promises.copyFile(join(program.folder, file), join(draft, file));
    }
    files.writeFileSync(join(draft, PROGRAM_MARKER_FILE), JSON.stringify(marker));
    if (before) removeProgramFiles(files, before);
    files.renameSync(draft, folder);
  } catch (error) {
    files.rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  return { folder, marker };
}
