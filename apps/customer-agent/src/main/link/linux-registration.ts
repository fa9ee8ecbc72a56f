import { dirname, join } from "node:path";
import { type Files, lookAt } from "../removal/files.ts";
import { refused } from "../removal/remove-program-files.ts";
import { withLinkHandler, withoutLinkHandler } from "./default-applications.ts";
import { desktopEntry, desktopEntryName } from "./desktop-entry.ts";

/** Where this user's programs and settings are (XDG Base Directory Specification). */
export interface XdgFolders {
  readonly data: string;
  readonly config: string;
}

export function xdgFolders(env: NodeJS.ProcessEnv, home: string): XdgFolders {
  const absolute = (value: string | undefined) => (value?.startsWith("/") ? value : undefined);
  return {
    data: absolute(env["XDG_DATA_HOME"]) ?? join(home, ".local/share"),
    config: absolute(env["XDG_CONFIG_HOME"]) ?? join(home, ".config"),
  };
}

/** Puts the program into this user's menu and lets it open our links. */
export function registerOnLinux(files: Files, xdg: XdgFolders, program: { executable: string; icon: string }): void {
  const text = desktopEntry({ ...program, opensLinks: true });
  if (text === undefined) throw new Error("A desktop entry cannot name this folder");
  const entry = join(xdg.data, "applications", desktopEntryName);
  files.mkdirSync(dirname(entry), { recursive: true });
  replaceFile(files, entry, text);
  const list = join(xdg.config, "mimeapps.list");
  files.mkdirSync(dirname(list), { recursive: true });
  replaceFile(files, list, withLinkHandler(readText(files, list)));
}

/** Takes out what `registerOnLinux` put in, and nothing else. Gives the paths that could not be changed. */
export function unregisterOnLinux(files: Files, xdg: XdgFolders): string[] {
  const left: string[] = [];
  const attempt = (path: string, change: () => void) => {
    try {
      change();
    } catch (error) {
      refused(error);
      left.push(path);
    }
  };
  const entry = join(xdg.data, "applications", desktopEntryName);
  if (lookAt(files, entry)) attempt(entry, () => files.unlinkSync(entry));
  const list = join(xdg.config, "mimeapps.list");
  const before = readText(files, list);
  const after = withoutLinkHandler(before);
  if (after !== before) attempt(list, () => (after === "" ? files.unlinkSync(list) : replaceFile(files, list, after)));
  return left;
}

function readText(files: Files, path: string): string {
  return lookAt(files, path) ? files.readFileSync(path, "utf8") : "";
}

/** Whole or not at all: these files belong to other programs, too. A link stays a link. */
function replaceFile(files: Files, path: string, text: string): void {
  const target = lookAt(files, path)?.isSymbolicLink() ? files.realpathSync(path) : path;
  const draft = `${target}.ferndiagnose`;
  files.writeFileSync(draft, text);
  files.renameSync(draft, target);
}
