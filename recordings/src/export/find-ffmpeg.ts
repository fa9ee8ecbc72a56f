import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { CommandError } from "../command-line/command-error.ts";

const run = promisify(execFile);

/** ffmpeg-static where it is installed, then FFMPEG_PATH, then the one on the path. It must be able to write text into pictures. */
export async function findFfmpeg(environment: NodeJS.ProcessEnv): Promise<string> {
  const candidates = [await staticFfmpeg(), environment["FFMPEG_PATH"], "ffmpeg"];
  let found: string | undefined;
  for (const candidate of candidates) {
    if (candidate === undefined || candidate === "") continue;
    const filters = await filtersOf(candidate);
    if (filters === undefined) continue;
    if (/\bdrawtext\b/.test(filters)) return candidate;
    found = candidate;
  }
  throw new CommandError(
    found === undefined
      ? "ffmpeg was not found. Install it (Debian: apt install ffmpeg) or name it in FFMPEG_PATH."
      : `${found} cannot write text into pictures (no drawtext filter). Name another ffmpeg in FFMPEG_PATH.`,
  );
}

async function filtersOf(command: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(command, ["-hide_banner", "-filters"], { maxBuffer: 1 << 22 });
    return stdout;
  } catch (error) {
    // Missing, not executable, or no ffmpeg: the next candidate is tried.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** An optional package, so its absence is no error. */
async function staticFfmpeg(): Promise<string | undefined> {
  try {
    const path: unknown = createRequire(import.meta.url)("ffmpeg-static");
    if (typeof path !== "string") return undefined;
    await access(path);
    return path;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
