import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Files, isNotThere, lookAt } from "../removal/files.ts";
import type { Shortcut } from "../removal/removal.ts";
import { refused, removeFile } from "../removal/remove-program-files.ts";

/** A desktop entry in the customer's desktop folder. Of a file that another program put there we keep off. */
export class LinuxShortcut implements Shortcut {
  readonly #files: Files;
  readonly #path: string;
  readonly #text: string | undefined;

  constructor(files: Files, desktop: string, text: string | undefined) {
    this.#files = files;
    this.#path = join(desktop, "Ferndiagnose.desktop");
    this.#text = text;
  }

  isPresent(): boolean {
    if (!lookAt(this.#files, this.#path)?.isFile()) return false;
    try {
      return this.#files.readFileSync(this.#path, "utf8") === this.#text;
    } catch (error) {
      if (isNotThere(error)) return false;
      return refused(error);
    }
  }

  set(present: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!present) {
        const [path] = this.remove();
        if (path === undefined) resolve();
        else reject(new Error("The symbol could not be removed"));
        return;
      }
      if (this.#text === undefined) throw new Error("A desktop entry cannot name this folder");
      if (lookAt(this.#files, this.#path) && !this.isPresent()) throw new Error("Another symbol has this name");
      this.#files.writeFileSync(this.#path, this.#text, { mode: 0o755 });
      this.#files.chmodSync(this.#path, 0o755);
      trust(this.#path);
      resolve();
    });
  }

  /** The path when it could not be removed. */
  remove(): string[] {
    if (!this.isPresent()) return [];
    return removeFile(this.#files, this.#path) ? [] : [this.#path];
  }
}

/** GNOME opens an entry on the desktop only when it is marked so; other desktops have no such command. */
function trust(path: string): void {
  const gio = spawn("gio", ["set", path, "metadata::trusted", "true"], { stdio: "ignore" });
  gio.on("error", () => undefined);
}
