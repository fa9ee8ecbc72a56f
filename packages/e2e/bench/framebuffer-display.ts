import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** Fields of the XWD header (X11/XWDFile.h), each four bytes, big-endian. */
const field = { headerSize: 0, bitsPerPixel: 11, bytesPerLine: 12, colours: 19 } as const;
const colourBytes = 12;

/**
 * An X server whose framebuffer is a mapped file: what stands in it is what a monitor would show. Reading a pixel costs
 * the programs on the display nothing.
 */
export class FramebufferDisplay {
  readonly env: NodeJS.ProcessEnv;
  readonly #server: ChildProcess;
  readonly #folder: string;
  readonly #file: number;
  readonly #start: number;
  readonly #bytesPerLine: number;
  readonly #pixel = Buffer.alloc(4);

  private constructor(server: ChildProcess, number: string, folder: string) {
    this.#server = server;
    this.#folder = folder;
    this.env = { ...process.env, DISPLAY: `:${number}` };
    this.#file = openSync(path.join(folder, "Xvfb_screen0"), "r");
    const header = Buffer.alloc(100);
    readSync(this.#file, header, 0, header.length, 0);
    const read = (index: number) => header.readUInt32BE(4 * index);
    if (read(field.bitsPerPixel) !== 32) throw new Error("The display has not 32 bits a pixel");
    this.#bytesPerLine = read(field.bytesPerLine);
    this.#start = read(field.headerSize) + read(field.colours) * colourBytes;
  }

  static async start(width: number, height: number): Promise<FramebufferDisplay> {
    const folder = await mkdtemp(path.join(tmpdir(), "ferndiagnose-bench-display-"));
    const screen = ["-screen", "0", `${width}x${height}x24`, "-fbdir", folder];
    const server = spawn("Xvfb", ["-displayfd", "3", ...screen, "-noreset", "-nolisten", "tcp", "-ac", "-nocursor"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const number = await new Promise<string>((resolve, reject) => {
      let text = "";
      server.once("error", reject);
      server.once("exit", () => reject(new Error("Xvfb ended before it had a display")));
      server.stdio[3]?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes("\n")) resolve(text.trim());
      });
    });
    return new FramebufferDisplay(server, number, folder);
  }

  /** 0 black to 255 white. */
  brightness(x: number, y: number): number {
    readSync(this.#file, this.#pixel, 0, 4, this.#start + y * this.#bytesPerLine + 4 * x);
    const [blue = 0, green = 0, red = 0] = this.#pixel;
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }

  async stop(): Promise<void> {
    closeSync(this.#file);
    const gone = new Promise((resolve) => this.#server.once("exit", resolve));
    this.#server.kill("SIGTERM");
    await gone;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
