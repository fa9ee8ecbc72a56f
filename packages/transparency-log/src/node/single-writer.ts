import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { TransparencyLogError } from "../errors.ts";

const Writer = z.strictObject({ pid: z.int().min(1), started: z.string(), token: z.string() });
type Writer = z.infer<typeof Writer>;

/** The right to write a directory. Others may read it. */
export interface SingleWriter {
  /** Throws `log_in_use` once another has taken the directory over. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the right to write: throws `log_in_use` while a living process has it. The file names its owner by process number and
 * start, so that what a killed process left behind is told from a living owner. This guards against two servers on one
 * machine; against a directory shared by machines only `check` before every write does.
 */
export async function takeWriter(directory: string, token: string): Promise<SingleWriter> {
  const path = join(directory, "writer.json");
  const mine: Writer = { pid: process.pid, started: await startOf(process.pid), token };
  const draft = `${path}.${token}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    await takeOver(path, draft);
  } finally {
    await rm(draft, { force: true });
  }
  const isMine = async () => (await readWriter(path))?.token === token;
  return {
    check: async () => {
      if (!(await isMine())) throw new TransparencyLogError("log_in_use");
    },
    release: async () => {
      if (await isMine()) await rm(path, { force: true });
    },
  };
}

async function takeOver(path: string, draft: string): Promise<void> {
  // A hard link is made by exactly one of several processes.
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await linked(draft, path)) return;
    const seen = await readWriter(path);
    if (seen !== undefined && (await startOf(seen.pid)) === seen.started) break;
    const aside = `${draft}.old`;
    await rename(path, aside).catch(ignoreMissing);
    const moved = await readWriter(aside);
    // Another process was quicker and what was moved away is its right: it gets it back.
    const isQuicker = moved !== undefined && moved.token !== seen?.token;
    if (isQuicker) await linked(aside, path);
    await rm(aside, { force: true });
    if (isQuicker) break;
  }
  throw new TransparencyLogError("log_in_use");
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

async function readWriter(path: string): Promise<Writer | undefined> {
  try {
    return Writer.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    // No writer, or a file torn by a crash: whoever wrote it is gone.
    if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** Boot and field 22 of proc(5) stat, which no two processes share. Empty when there is no such process, or only what is left of one. */
async function startOf(pid: number): Promise<string> {
  try {
    const [boot, stat] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "latin1"),
      readFile(`/proc/${pid}/stat`, "latin1"),
    ]);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "" : `${boot.trim()} ${fields[19]}`;
  } catch (error) {
    if (!isMissing(error)) throw error;
    return "";
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ESRCH";
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
