import { dirname, join } from "node:path";
import type { Leftover } from "./after-exit.ts";
import { type Files, isNotThere, lookAt } from "./files.ts";
import { interruptedRemovalFile } from "./interrupted-removal.ts";
import type { ProgramFolder } from "./program-folder.ts";
import { PROGRAM_MARKER_FILE } from "./program-marker.ts";

/** What the program needs to start goes last, so that a removal that was cut off can be finished by the program itself. */
const last = [
  "icudtl.dat",
  "snapshot_blob.bin",
  "v8_context_snapshot.bin",
  "resources.pak",
  "resources/app.asar",
  "Ferndiagnose",
];

/**
 * Removes exactly the files that the build listed, then the folders that are empty now. Whatever else lies there is the
 * customer's and stays. Never follows a link. Gives the paths of what could not be removed.
 */
export function removeProgramFiles(files: Files, program: ProgramFolder): string[] {
  const left: string[] = [];
  const folders = soundFolders(files, program);
  for (const folder of folders) makeWritable(files, folder);
  for (const path of reachableFiles(program, folders)) if (!removeFile(files, path)) left.push(path);
  for (const folder of folders) removeIfEmpty(files, folder);
  return left;
}

/** The same as a list, for the helper that outlives this process. */
export function programLeftovers(files: Files, program: ProgramFolder): Leftover[] {
  const folders = soundFolders(files, program);
  return [
    ...reachableFiles(program, folders).map((path) => ({ kind: "file", path }) as const),
    ...folders.map((path) => ({ kind: "empty-folder", path }) as const),
  ];
}

/** The program's folders that are folders, not links to somewhere else; the deepest first, its own last. */
function soundFolders(files: Files, program: ProgramFolder): string[] {
  return [...ownFolders(program), program.folder].filter((folder) => lookAt(files, folder)?.isDirectory());
}

/** The listed files with no link on the way to them. */
function reachableFiles(program: ProgramFolder, soundFolders: readonly string[]): string[] {
  const sound = new Set(soundFolders);
  return removalOrder(program).filter((path) =>
    foldersAbove(path, program.folder).every((folder) => sound.has(folder)),
  );
}

/** The files in the order in which they go; the marker is the last, since without it nothing may be removed. */
function removalOrder({ folder, marker }: ProgramFolder): string[] {
  const rank = (file: string) => last.indexOf(file);
  const names = marker.files
    .filter((file) => file !== PROGRAM_MARKER_FILE)
    .sort((one, other) => rank(one) - rank(other));
  return [...names, interruptedRemovalFile, PROGRAM_MARKER_FILE].map((file) => join(folder, file));
}

/** Folders below the program's that the build made, the deepest first. */
function ownFolders({ folder, marker }: ProgramFolder): string[] {
  const all = new Set(marker.files.flatMap((file) => foldersAbove(join(folder, file), folder)));
  all.delete(folder);
  return [...all].sort((one, other) => other.length - one.length);
}

function foldersAbove(path: string, top: string): string[] {
  const above: string[] = [];
  for (let folder = dirname(path); folder.length >= top.length; folder = dirname(folder)) above.push(folder);
  return above;
}

/** False when the system refused, or what is there now is a folder. */
export function removeFile(files: Files, path: string): boolean {
  const found = lookAt(files, path);
  if (!found) return true;
  if (found.isDirectory()) return false;
  try {
    files.unlinkSync(path);
    return true;
  } catch (error) {
    return isNotThere(error) || refused(error);
  }
}

/** Somebody may have set our own folder to read-only; it is still ours to take away. */
function makeWritable(files: Files, folder: string): void {
  try {
    const { mode } = files.lstatSync(folder);
    if ((mode & 0o300) !== 0o300) files.chmodSync(folder, (mode & 0o777) | 0o300);
  } catch (error) {
    refused(error);
  }
}

function removeIfEmpty(files: Files, folder: string): void {
  if (!lookAt(files, folder)?.isDirectory()) return;
  try {
    files.rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") refused(error);
  }
}

/** The system said no: false. Anything else is a fault of ours and is thrown. */
export function refused(error: unknown): false {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && ["EACCES", "EPERM", "EROFS", "EBUSY", "EIO", "ETXTBSY"].includes(code)) return false;
  throw error;
}
