import { existsSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { app, shell } from "electron";
import originalFiles from "original-fs";
import { keyInNames } from "../link/key-in-name.ts";
import { xdgFolders } from "../link/linux-registration.ts";
import { errorFields, type Log } from "../log.ts";
import { AfterExit, type Leftover } from "../removal/after-exit.ts";
import { checkoutRemoval } from "../removal/checkout-removal.ts";
import { findDownloadedArchives } from "../removal/downloaded-archives.ts";
import { downloadedFile } from "../removal/downloaded-file.ts";
import { findInterruptedRemovals } from "../removal/interrupted-removal.ts";
import { LinuxRemoval } from "../removal/linux-removal.ts";
import { MacosRemoval } from "../removal/macos-removal.ts";
import { findProgramFolder, type ProgramFolder } from "../removal/program-folder.ts";
import type { Removal, Removed } from "../removal/removal.ts";
import { programLeftovers, removeProgramFiles } from "../removal/remove-program-files.ts";
import { startWindowsHelper, WindowsRemoval } from "../removal/windows-removal.ts";
import { PROGRAM_FACTS_FILE, ProgramFacts } from "./program-facts.ts";
import { openUserData, type UserData } from "./user-data.ts";

const scheme = "ferndiagnose";

/** Which program this is, where it lies, and how it goes. */
export interface ThisProgram {
  /** Of the build; a checkout has neither. */
  readonly portal: string | undefined;
  readonly isTest: boolean;
  /** From the name under which the customer saved it, to fill the field in; empty without. */
  readonly keyFromName: string;
  readonly removal: Removal;
  /** The one file the customer downloaded and that unpacked us, found genuine: undefined where there is none. */
  readonly downloadedFile: string | undefined;
  /** A removal that was cut off is finished as soon as this process has ended: end without a window. */
  readonly isGone: boolean;
  /** Without a page to show the result on: removes when the process ends. */
  removeAtEnd(): void;
  /** Only after this process has proved to be the only one: from now on user data go when it ends, however it ends. */
  holdUserData(): void;
}

/**
 * The very first thing the program does: everything Chromium writes goes to one folder that is removed with this process.
 * Run from a checkout, nothing is moved, remembered or removed.
 */
export function openThisProgram(log: Log): ThisProgram {
  const facts = app.isPackaged ? readFacts() : undefined;
  const home = homedir();
  const program = facts && findProgramFolder(originalFiles, { folder: markerFolder(), home, buildId: facts.buildId });
  if (!facts || !program) return checkout(facts);

  const env = { ...process.env };
  const userData = moveUserData();
  const helper: { current?: AfterExit } = {};
  const onFailure = (error: unknown) => log.warn("program.removal_failed", errorFields(error));
  const afterExit = (leftovers: readonly Leftover[]) => helper.current?.add(leftovers);
  const downloads = [...new Set([path.dirname(program.folder), folderOf("downloads")])];
  const ports = { files: originalFiles, processId: process.pid, afterExit, onFailure };

  const download = downloadedFile(originalFiles, program, env);
  const removal = removalHere();
  const isGone = finishInterrupted();
  return {
    portal: facts.portal,
    isTest: facts.isTest,
    keyFromName: keyInNames(names()),
    removal,
    downloadedFile: download,
    isGone,
    removeAtEnd: () => {
      if (removal instanceof LinuxRemoval) tell(removal.removeAfterExit());
      else void removal.remove().then(tell);
    },
    holdUserData: () => {
      if (process.platform === "win32") return;
      helper.current = new AfterExit(process.pid, env);
      helper.current.add([{ kind: "user-data", path: userData.folder }]);
      if (isGone) helper.current.add(programLeftovers(originalFiles, program));
    },
  };

  function tell({ left }: Removed): void {
    log.info("program.removed", { left: left.length });
  }

  function removalHere(): Removal {
    if (!program) return checkoutRemoval;
    const desktop = folderOf("desktop");
    switch (process.platform) {
      case "linux": {
        const places = { home, xdg: xdgFolders(env, home), desktop, downloads, appImage: download };
        return new LinuxRemoval(ports, places, program);
      }
      case "darwin":
        return new MacosRemoval(ports, { home, bundle: path.resolve(program.folder, "../.."), desktop });
      case "win32":
        return windowsRemovalOf(program, desktop);
      default:
        return checkoutRemoval;
    }
  }

  function windowsRemovalOf(folder: ProgramFolder, desktop: string): WindowsRemoval {
    const places = { ...windowsPlaces(home, desktop, download), userData: userData.folder };
    const startHelper = startWindowsHelper(env, places.systemRoot);
    return new WindowsRemoval({ ...ports, ...windowsLinks, startHelper }, places, folder);
  }

  /** Those of other copies that lie where downloads lie at once; ours when we have ended. */
  function finishInterrupted(): boolean {
    if (!program || process.platform !== "linux") return false;
    const interrupted = findInterruptedRemovals(originalFiles, downloads, {
      home,
      isRunning,
      known: program.marker.files,
    });
    const others = interrupted.filter(({ folder }) => folder !== program.folder);
    for (const other of others) removeProgramFiles(originalFiles, other);
    return others.length < interrupted.length;
  }

  function names(): string[] {
    if (!program || program.marker.package === "installed") return [];
    if (download !== undefined) return [path.basename(download)];
    if (program.marker.package !== "archive") return [];
    const archives = findDownloadedArchives(originalFiles, downloads, program.marker.buildId);
    return [program.folder, ...archives].map((one) => path.basename(one));
  }
}

function checkout(facts: ProgramFacts | undefined): ThisProgram {
  return {
    portal: facts?.portal,
    isTest: facts?.isTest ?? false,
    keyFromName: "",
    removal: checkoutRemoval,
    downloadedFile: undefined,
    isGone: false,
    removeAtEnd: () => undefined,
    holdUserData: () => undefined,
  };
}

/** Part of the build: when it does not fit, somebody changed the program. Undefined on an Electron that runs a checkout. */
function readFacts(): ProgramFacts | undefined {
  const file = path.join(__dirname, PROGRAM_FACTS_FILE);
  return existsSync(file) ? ProgramFacts.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

function markerFolder(): string {
  return process.platform === "darwin" ? process.resourcesPath : path.dirname(process.execPath);
}

function moveUserData(): UserData {
  const userData = openUserData(originalFiles, {
    system: process.platform,
    env: process.env,
    temporaryFolder: tmpdir(),
    userId: process.getuid?.(),
  });
  app.setPath("userData", userData.profile);
  app.setPath("sessionData", userData.profile);
  app.setPath("crashDumps", path.join(userData.profile, "crashes"));
  for (const name of process.platform === "win32" ? ["TEMP", "TMP"] : ["TMPDIR"])
    process.env[name] = userData.temporary;
  if (process.platform === "linux") process.env["XDG_CACHE_HOME"] = userData.cache;
  return userData;
}

const windowsLinks = {
  registerLinks: (executable: string) => app.setAsDefaultProtocolClient(scheme, executable),
  unregisterLinks: (executable: string) =>
    !app.isDefaultProtocolClient(scheme, executable) || app.removeAsDefaultProtocolClient(scheme, executable),
  writeShortcut: (link: string, target: string) =>
    shell.writeShortcutLink(link, { target, description: "Ferndiagnose" }),
  readShortcut: (link: string) => {
    try {
      return shell.readShortcutLink(link).target;
    } catch {
      // It throws for whatever is no shortcut, without a code.
      return undefined;
    }
  },
};

function windowsPlaces(home: string, desktop: string, portableFile: string | undefined) {
  return {
    home,
    programs: path.join(process.env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"), "Programs"),
    startMenu: path.join(app.getPath("appData"), "Microsoft", "Windows", "Start Menu", "Programs"),
    desktop,
    systemRoot: process.env["SystemRoot"] ?? "C:\\Windows",
    portableFile,
  };
}

function folderOf(name: "desktop" | "downloads"): string {
  return app.getPath(name);
}

/** A number of an earlier process may be ours by now. */
function isRunning(processId: number): boolean {
  if (processId === process.pid) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
