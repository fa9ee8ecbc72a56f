import { join } from "node:path";
import { desktopEntry } from "../link/desktop-entry.ts";
import { registerOnLinux, unregisterOnLinux, type XdgFolders } from "../link/linux-registration.ts";
import { LinuxShortcut } from "../shortcut/linux-shortcut.ts";
import type { Leftover } from "./after-exit.ts";
import { copyProgram } from "./copy-program.ts";
import { findDownloadedArchives } from "./downloaded-archives.ts";
import { type Files, lookAt } from "./files.ts";
import { noteRemoval } from "./interrupted-removal.ts";
import { type ProgramFolder, readProgramFolder } from "./program-folder.ts";
import type { Kept, Removal, Removed, Shortcut } from "./removal.ts";
import { programLeftovers, removeFile, removeProgramFiles } from "./remove-program-files.ts";

export interface LinuxPlaces {
  readonly home: string;
  readonly xdg: XdgFolders;
  readonly desktop: string;
  /** Where a downloaded archive may lie: beside the program and where browsers save. */
  readonly downloads: readonly string[];
  /** The AppImage we run from, found genuine. */
  readonly appImage: string | undefined;
}

export interface LinuxRemovalPorts {
  readonly files: Files;
  readonly processId: number;
  /** Says what has to go even when this process is killed now. */
  readonly afterExit: (leftovers: readonly Leftover[]) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Linux lets a running program's files go, so all is done, and known, before the last page is shown. */
export class LinuxRemoval implements Removal {
  readonly #ports: LinuxRemovalPorts;
  readonly #places: LinuxPlaces;
  #program: ProgramFolder;
  #shortcut: LinuxShortcut;

  constructor(ports: LinuxRemovalPorts, places: LinuxPlaces, program: ProgramFolder) {
    this.#ports = ports;
    this.#places = places;
    this.#program = program;
    this.#shortcut = this.#shortcutTo(program.folder);
  }

  get kind(): "portable" | "installed" {
    return this.#program.marker.package === "installed" ? "installed" : "portable";
  }

  get shortcut(): Shortcut {
    return this.kind === "installed" ? this.#shortcut : noShortcut;
  }

  remove(): Promise<Removed> {
    const left = this.#attempt(() => [...this.#removeOutside(), ...this.#removeFolder()]);
    return Promise.resolve({ left: left ?? [this.#program.folder], when: "now" });
  }

  /** For a program that has only just started: Chromium does not start without its files, so those go when it has ended. */
  removeAfterExit(): Removed {
    const left = this.#attempt(() => this.#removeOutside());
    this.#handOverFolder();
    return { left: left ?? [this.#program.folder], when: "after_exit" };
  }

  async keep(): Promise<Kept> {
    if (this.kind === "installed") return { kept: true, left: [] };
    const downloaded = this.#program;
    const installed = await this.#install();
    if (!installed) return { kept: false, left: [] };
    const left = this.#attempt(() => [...this.#removeOutside(), ...this.#removeFolder()]) ?? [downloaded.folder];
    this.#program = installed;
    this.#shortcut = this.#shortcutTo(installed.folder);
    return { kept: true, left };
  }

  /** Undefined, and all as before, when it does not work out. */
  async #install(): Promise<ProgramFolder | undefined> {
    const { files, onFailure } = this.#ports;
    const { xdg, home } = this.#places;
    const folder = join(xdg.data, "ferndiagnose");
    try {
      const before = readProgramFolder(files, folder, home);
      if (lookAt(files, folder) && !before) return undefined;
      const entry = { executable: join(folder, "Ferndiagnose"), icon: join(folder, iconFile) };
      const register = () => this.#register(entry, before !== undefined);
      return await copyProgram(files, this.#program, { folder, before, register });
    } catch (error) {
      onFailure(error);
      return undefined;
    }
  }

  /** A program that was kept before has the same entries and still needs them when this does not work out. */
  #register(entry: { executable: string; icon: string }, wasThere: boolean): void {
    const { files } = this.#ports;
    const { xdg } = this.#places;
    try {
      registerOnLinux(files, xdg, entry);
    } catch (error) {
      if (!wasThere) this.#attempt(() => unregisterOnLinux(files, xdg));
      throw error;
    }
  }

  /** All but the program's own folder. */
  #removeOutside(): string[] {
    return this.kind === "installed" ? this.#withdraw() : this.#removeDownloads();
  }

  /** Menu, links and the symbol on the desktop. */
  #withdraw(): string[] {
    const { files } = this.#ports;
    return [...unregisterOnLinux(files, this.#places.xdg), ...this.#shortcut.remove()];
  }

  #removeDownloads(): string[] {
    const { files } = this.#ports;
    const { downloads, appImage } = this.#places;
    const archives =
      this.#program.marker.package === "archive"
        ? findDownloadedArchives(files, downloads, this.#program.marker.buildId)
        : [];
    const downloaded = appImage === undefined ? archives : [appImage];
    this.#ports.afterExit(downloaded.map((path) => ({ kind: "file", path })));
    return downloaded.filter((path) => !removeFile(files, path));
  }

  #removeFolder(): string[] {
    return this.#handOverFolder() ? removeProgramFiles(this.#ports.files, this.#program) : [];
  }

  /** From here on it goes whatever happens to us. False for an AppImage: its folder is a mounted image and goes by itself. */
  #handOverFolder(): boolean {
    const { files, processId, afterExit } = this.#ports;
    if (this.#program.marker.package === "appimage") return false;
    noteRemoval(files, this.#program, processId);
    afterExit(programLeftovers(files, this.#program));
    return true;
  }

  #shortcutTo(folder: string): LinuxShortcut {
    const entry = { executable: join(folder, "Ferndiagnose"), icon: join(folder, iconFile), opensLinks: false };
    return new LinuxShortcut(this.#ports.files, this.#places.desktop, desktopEntry(entry));
  }

  #attempt(work: () => string[]): string[] | undefined {
    try {
      return work();
    } catch (error) {
      this.#ports.onFailure(error);
      return undefined;
    }
  }
}

const iconFile = "resources/icon.png";

const noShortcut: Shortcut = { isPresent: () => false, set: () => Promise.resolve() };
