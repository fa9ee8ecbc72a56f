import path from "node:path";
import { type Files, isNotThere, lookAt } from "./files.ts";
import type { ProgramFolder } from "./program-folder.ts";

/**
 * The one file the customer downloaded, where the program is one file: AppImage or portable .exe. What unpacked us names
 * it in the environment; but a program started from another AppImage inherits that one's name, so the name counts only if
 * we run from that very image.
 */
export function downloadedFile(
  files: Files,
  { folder, marker }: ProgramFolder,
  env: NodeJS.ProcessEnv,
): string | undefined {
  if (marker.package === "appimage") {
    const file = env["APPIMAGE"];
    const mount = env["APPDIR"];
    if (file === undefined || mount === undefined || !path.isAbsolute(file)) return undefined;
    return path.resolve(mount) === folder && isAppImage(files, file) ? file : undefined;
  }
  if (marker.package === "portable-exe") {
    const file = env["PORTABLE_EXECUTABLE_FILE"];
    if (file === undefined || !path.win32.isAbsolute(file) || !/\.exe$/i.test(file)) return undefined;
    return file;
  }
  return undefined;
}

/** An ELF file with "AI" and the type's number where ELF has padding (AppImage specification, type 2). */
function isAppImage(files: Files, file: string): boolean {
  if (!lookAt(files, file)?.isFile()) return false;
  const start = Buffer.alloc(11);
  try {
    const handle = files.openSync(file, "r");
    try {
      files.readSync(handle, start, 0, start.length, 0);
    } finally {
      files.closeSync(handle);
    }
  } catch (error) {
    if (isNotThere(error)) return false;
    throw error;
  }
  return start.toString("latin1", 0, 4) === "\x7fELF" && start.toString("latin1", 8, 11) === "AI\x02";
}
