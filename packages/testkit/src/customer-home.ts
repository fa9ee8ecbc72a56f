import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { RunningProgram } from "./running-program.ts";
import type { VirtualDisplay } from "./virtual-display.ts";

/** Somebody who is not root, so that Chromium's sandbox is on as it is at a customer's. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** A customer's home with nothing in it but a letter, and places for temporary files. */
export class CustomerHome {
  readonly #top = mkdtempSync(path.join(tmpdir(), "ferndiagnose-customer-"));
  readonly home = path.join(this.#top, "Übel's Ordner");
  readonly downloads = path.join(this.home, "Downloads");
  readonly env: NodeJS.ProcessEnv;

  constructor(display: VirtualDisplay) {
    for (const folder of [this.downloads, path.join(this.home, "Desktop"), path.join(this.#top, "tmp")]) {
      mkdirSync(folder, { recursive: true });
    }
    execFileSync("sh", ["-c", 'echo Liebe Oma > "$1/Brief.txt"', "sh", this.home]);
    const { DISPLAY, XAUTHORITY } = display.env;
    this.env = {
      ...{ DISPLAY, XAUTHORITY, LANG: "de_DE.UTF-8", PATH: process.env["PATH"] },
      HOME: this.home,
      TMPDIR: path.join(this.#top, "tmp"),
    };
    this.#giveToCustomer();
  }

  #giveToCustomer(): void {
    chmodSync(this.#top, 0o755);
    if (isRoot) execFileSync("chown", ["-R", `${nobody}:${nobody}`, this.#top]);
  }

  /** As the customer's browser saves it and their archive manager unpacks it. */
  download(archive: string, name: string): void {
    execFileSync("cp", [archive, path.join(this.downloads, name)]);
    execFileSync("tar", ["--extract", "--gzip", `--file=${archive}`, `--directory=${this.downloads}`]);
    this.#giveToCustomer();
  }

  /** Everything in the home folder and among the temporary files, with sizes; a folder's own size says nothing. */
  tree(): string[] {
    const list = execFileSync("find", [this.#top, "-printf", "%P %s %y\\n"], { encoding: "utf8" });
    return list
      .split("\n")
      .map((line) => line.replace(/ \d+ d$/, " d"))
      .sort();
  }

  start(args: readonly string[], folder = path.join(this.downloads, "Ferndiagnose")): RunningProgram {
    const switches = existsSync("/dev/dri") ? [] : ["--disable-gpu"];
    const child = spawn(path.join(folder, "Ferndiagnose"), [...switches, "--remote-debugging-port=0", ...args], {
      env: this.env,
      cwd: this.home,
      stdio: ["ignore", "ignore", "pipe"],
      ...(isRoot ? { uid: nobody, gid: nobody } : {}),
    });
    return new RunningProgram(child);
  }

  /** A program of the system's that starts others: ends when it has, not when they do. */
  async run(command: string, ...args: readonly string[]): Promise<void> {
    const asCustomer = isRoot ? { uid: nobody, gid: nobody } : {};
    const child = spawn(command, args, { env: this.env, cwd: this.home, stdio: "ignore", ...asCustomer });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
  }

  remove(): void {
    rmSync(this.#top, { recursive: true, force: true });
  }
}
