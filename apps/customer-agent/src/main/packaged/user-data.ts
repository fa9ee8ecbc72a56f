import { join } from "node:path";
import { type Files, lookAt } from "../removal/files.ts";

export interface UserDataPlace {
  readonly system: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly temporaryFolder: string;
  /** Undefined on Windows, whose temporary folder belongs to one user anyway. */
  readonly userId: number | undefined;
}

/** The one folder in which everything lies that Chromium writes although it is asked not to. */
export interface UserData {
  readonly folder: string;
  readonly profile: string;
  readonly temporary: string;
  readonly cache: string;
}

/** A socket's path may have 107 bytes (unix(7)), and Chromium puts one below this folder. */
const longestBaseBytes = 50;

/**
 * Makes the folder, or takes the one of an earlier or simultaneous start. In memory where the system has such a place for
 * this user (XDG_RUNTIME_DIR). In a place that others can write to, a folder that is not ours alone is left to them and
 * another name is taken.
 */
export function openUserData(files: Files, place: UserDataPlace): UserData {
  const name = `ferndiagnose-${place.userId ?? "user"}`;
  const base = basesOf(files, place)[0] ?? place.temporaryFolder;
  const own = join(base, name);
  const folder = takeFolder(files, own, place.userId) ? own : files.mkdtempSync(`${own}-`);
  const data = {
    folder,
    profile: join(folder, "profile"),
    temporary: join(folder, "tmp"),
    cache: join(folder, "cache"),
  };
  for (const part of [data.profile, data.temporary, data.cache])
    files.mkdirSync(part, { recursive: true, mode: 0o700 });
  return data;
}

function basesOf(files: Files, { system, env, temporaryFolder, userId }: UserDataPlace): string[] {
  if (system === "win32") return [temporaryFolder];
  const runtime = system === "linux" ? env["XDG_RUNTIME_DIR"] : undefined;
  const candidates = [
    ...(runtime?.startsWith("/") && isOursAlone(files, runtime, userId) ? [runtime] : []),
    temporaryFolder,
    "/tmp",
  ];
  return candidates.filter((one) => Buffer.byteLength(one) <= longestBaseBytes && lookAt(files, one)?.isDirectory());
}

function takeFolder(files: Files, folder: string, userId: number | undefined): boolean {
  try {
    files.mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return isOursAlone(files, folder, userId);
  }
}

function isOursAlone(files: Files, folder: string, userId: number | undefined): boolean {
  const found = lookAt(files, folder);
  if (!found?.isDirectory()) return false;
  return userId === undefined || (found.uid === userId && (found.mode & 0o077) === 0);
}
