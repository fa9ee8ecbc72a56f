/**
 * The file system as it is. Electron's own `fs` takes an .asar file for a folder, so the program passes `original-fs` here.
 */
export type Files = Pick<
  typeof import("node:fs"),
  | "chmodSync"
  | "closeSync"
  | "lstatSync"
  | "mkdirSync"
  | "mkdtempSync"
  | "openSync"
  | "promises"
  | "readFileSync"
  | "readSync"
  | "readlinkSync"
  | "readdirSync"
  | "realpathSync"
  | "renameSync"
  | "rmSync"
  | "rmdirSync"
  | "statSync"
  | "symlinkSync"
  | "unlinkSync"
  | "writeFileSync"
>;

/** Undefined where there is nothing of that name, or a part of the way to it is no folder. */
export function lookAt(files: Files, path: string) {
  try {
    return files.lstatSync(path);
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

export function isNotThere(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
