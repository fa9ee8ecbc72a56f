import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { DebuggedPage, type VirtualDisplay } from "@ferndiagnose/testkit";

const checkout = path.join(import.meta.dirname, "../../..");
/** Somebody who is not root, so that Chromium's sandbox is on as it is at a customer's. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** The archive as scripts/build-downloads makes it, from the cache when nothing has changed. */
export async function builtArchive(): Promise<string> {
  const { stdout } = await promisify(execFile)(path.join(checkout, "scripts/build-downloads"), [], {
    env: process.env,
  });
  const folder = /^In (.*):$/m.exec(stdout)?.[1];
  if (folder === undefined) throw new Error(`No downloads were built:\n${stdout}`);
  return path.join(folder, `Ferndiagnose-Testversion-linux-${process.arch}.tar.gz`);
}

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

  /** Everything in the home folder and among the temporary files, with sizes. */
  tree(): string[] {
    const list = execFileSync("find", [this.#top, "-printf", "%P %s %y\\n"], { encoding: "utf8" });
    return list
      .split("\n")
      .filter((line) => !line.endsWith(" d") || line.length > 0)
      .map(withoutFolderSize)
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

  remove(): void {
    rmSync(this.#top, { recursive: true, force: true });
  }
}

/** A folder's own size says nothing. */
function withoutFolderSize(line: string): string {
  return line.replace(/ \d+ d$/, " d");
}

export class RunningProgram {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output = "";

  constructor(child: ChildProcess) {
    this.process = child;
    this.ended = new Promise((resolve) => child.once("exit", resolve));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.output += text;
    });
  }

  async page(name: "steps" | "status"): Promise<DebuggedPage> {
    return DebuggedPage.open(await this.#endpoint(), `${name}.html`);
  }

  /** What the program's own log says. */
  logged(event: string): Record<string, unknown> | undefined {
    const lines = this.output.split("\n").filter((line) => line.startsWith('{"level"'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((line) => line["event"] === event);
  }

  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  async #endpoint(): Promise<string> {
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
      const endpoint = /DevTools listening on (ws:\S+)/.exec(this.output)?.[1];
      if (endpoint !== undefined) return endpoint;
      if (this.process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The program did not start:\n${this.output}`);
  }
}
