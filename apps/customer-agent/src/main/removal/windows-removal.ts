import { spawn } from "node:child_process";
import { win32 } from "node:path";
import { copyProgram } from "./copy-program.ts";
import { type Files, lookAt } from "./files.ts";
import { type ProgramFolder, readProgramFolder } from "./program-folder.ts";
import { PROGRAM_MARKER_FILE } from "./program-marker.ts";
import type { Kept, Removal, Removed, Shortcut } from "./removal.ts";
import { removeFile } from "./remove-program-files.ts";
import { type Command, type WindowsLeftovers, windowsRemoval } from "./windows-commands.ts";

export interface WindowsPlaces {
  readonly home: string;
  /** %LOCALAPPDATA%\Programs */
  readonly programs: string;
  readonly startMenu: string;
  readonly desktop: string;
  readonly systemRoot: string;
  /** The file the customer downloaded; it unpacks itself into a temporary folder and removes that by itself. */
  readonly portableFile: string | undefined;
  /** Everything Chromium writes; it is in use until we have ended. */
  readonly userData: string;
}

export interface WindowsRemovalPorts {
  readonly files: Files;
  readonly processId: number;
  /** Starts a process that outlives us. */
  readonly startHelper: (command: Command, onFailure: (error: unknown) => void) => void;
  readonly onFailure: (error: unknown) => void;
  /** HKCU, so without an administrator. False when the system refused. */
  readonly registerLinks: (executable: string) => boolean;
  readonly unregisterLinks: (executable: string) => boolean;
  readonly writeShortcut: (path: string, executable: string) => boolean;
  /** What a .lnk file opens; undefined when it cannot be read. */
  readonly readShortcut: (path: string) => string | undefined;
}

/** Not run on Windows by us: its commands are pure and tested, the rest is as little as possible. */
export class WindowsRemoval implements Removal {
  readonly #ports: WindowsRemovalPorts;
  readonly #places: WindowsPlaces;
  #program: ProgramFolder;

  constructor(ports: WindowsRemovalPorts, places: WindowsPlaces, program: ProgramFolder) {
    this.#ports = ports;
    this.#places = places;
    this.#program = program;
  }

  get kind(): "portable" | "installed" {
    return this.#program.marker.package === "installed" ? "installed" : "portable";
  }

  get shortcut(): Shortcut {
    const { files } = this.#ports;
    const path = this.#desktopSymbol;
    if (this.kind !== "installed") return { isPresent: () => false, set: () => Promise.resolve() };
    const isPresent = () => this.#isOwn(path, this.#executable);
    return {
      isPresent,
      set: async (present) => {
        if (present && !this.#writeOwn(path, this.#executable)) throw new Error("The symbol could not be made");
        if (!present && isPresent()) files.rmSync(path, { force: true });
      },
    };
  }

  remove(): Promise<Removed> {
    const left: string[] = [];
    const isInstalled = this.kind === "installed";
    try {
      if (isInstalled && !this.#ports.unregisterLinks(this.#executable)) left.push("ferndiagnose://");
      this.#afterExit(isInstalled ? this.#installed() : this.#downloaded());
    } catch (error) {
      this.#ports.onFailure(error);
      left.push(isInstalled ? this.#program.folder : (this.#places.portableFile ?? this.#program.folder));
    }
    return Promise.resolve({ left, when: "after_exit" });
  }

  async keep(): Promise<Kept> {
    if (this.kind === "installed") return { kept: true, left: [] };
    const { files, onFailure } = this.#ports;
    const folder = win32.join(this.#places.programs, "Ferndiagnose");
    const executable = win32.join(folder, executableFile);
    try {
      const before = readProgramFolder(files, folder, this.#places.home);
      if (lookAt(files, folder) && !before) return { kept: false, left: [] };
      // Without user data: who starts the kept program at once needs them.
      const downloaded = { ...this.#downloaded(), folders: [] };
      const register = () => this.#register(executable, before !== undefined);
      this.#program = await copyProgram(files, this.#program, { folder, before, register });
      this.#afterExit(downloaded);
      return { kept: true, left: [] };
    } catch (error) {
      onFailure(error);
      return { kept: false, left: [] };
    }
  }

  /** A program that was kept before has the same entries and still needs them when this does not work out. */
  #register(executable: string, wasThere: boolean): void {
    const { files, registerLinks, unregisterLinks } = this.#ports;
    const menu = this.#menuEntry;
    if (registerLinks(executable) && this.#writeOwn(menu, executable)) return;
    if (!wasThere) {
      unregisterLinks(executable);
      if (this.#isOwn(menu, executable)) removeFile(files, menu);
    }
    throw new Error("Links or menu could not be set");
  }

  /** Only a symbol that opens our program is ours; another one of that name is the customer's. */
  #isOwn(link: string, executable: string): boolean {
    const { files, readShortcut } = this.#ports;
    return lookAt(files, link)?.isFile() === true && readShortcut(link)?.toLowerCase() === executable.toLowerCase();
  }

  #writeOwn(link: string, executable: string): boolean {
    const { files, writeShortcut } = this.#ports;
    if (lookAt(files, link) && !this.#isOwn(link, executable)) return false;
    return writeShortcut(link, executable);
  }

  get #menuEntry(): string {
    return win32.join(this.#places.startMenu, linkFile);
  }

  get #desktopSymbol(): string {
    return win32.join(this.#places.desktop, linkFile);
  }

  get #executable(): string {
    return win32.join(this.#program.folder, executableFile);
  }

  #installed(): WindowsLeftovers {
    const own = [this.#desktopSymbol, this.#menuEntry].filter((link) => this.#isOwn(link, this.#executable));
    return installedLeftovers(this.#program, own, this.#places.userData);
  }

  #downloaded(): WindowsLeftovers {
    const { portableFile, userData } = this.#places;
    return { files: portableFile === undefined ? [] : [portableFile], folders: [userData], emptyFolders: [] };
  }

  #afterExit(leftovers: WindowsLeftovers): void {
    const { processId, startHelper, onFailure } = this.#ports;
    startHelper(windowsRemoval(processId, leftovers, this.#places.systemRoot), onFailure);
  }
}

const executableFile = "Ferndiagnose.exe";
const linkFile = "Ferndiagnose.lnk";

/** `systemRoot` is a folder that nothing of ours keeps in use. */
export function startWindowsHelper(env: NodeJS.ProcessEnv, systemRoot: string): WindowsRemovalPorts["startHelper"] {
  return ({ command, args, env: own }, onFailure) => {
    const child = spawn(command, args, {
      env: { ...env, ...own },
      detached: true,
      stdio: "ignore",
      windowsHide: true,
      cwd: systemRoot,
    });
    child.on("error", onFailure);
    child.unref();
  };
}

/** Files the build listed, our symbols, user data, then the folders as far as they are empty. */
export function installedLeftovers(
  { folder, marker }: ProgramFolder,
  symbols: readonly string[],
  userData: string,
): WindowsLeftovers {
  const path = (file: string) => win32.join(folder, ...file.split("/"));
  const listed = marker.files.filter((file) => file !== PROGRAM_MARKER_FILE).map(path);
  const parents = new Set<string>();
  for (const file of listed) {
    for (let above = win32.dirname(file); above.length > folder.length; above = win32.dirname(above))
      parents.add(above);
  }
  return {
    files: [...symbols, ...listed, path(PROGRAM_MARKER_FILE)],
    folders: [userData],
    emptyFolders: [...[...parents].sort((one, other) => other.length - one.length), folder],
  };
}
