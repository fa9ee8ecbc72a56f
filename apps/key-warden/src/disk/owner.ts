import { readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Owner = z.strictObject({ pid: z.int().min(1), startTicks: z.string() });

/**
 * Makes this process the only one that uses the folder. Throws when another living one does. A process is told from a later
 * one with the same number by when it started. Returns what gives the folder back.
 */
export async function takeOwnership(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, "owner.json");
  const mine = JSON.stringify({ pid: process.pid, startTicks: (await startTicksOf(process.pid)) ?? "" });
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(path, mine, { mode: 0o600, flag: "wx" });
      return () => unlink(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = await readOwner(path);
    if (owner !== undefined && (await startTicksOf(owner.pid)) === owner.startTicks) break;
    await unlink(path);
  }
  throw new Error("The folder belongs to another running key warden");
}

async function readOwner(path: string): Promise<z.infer<typeof Owner> | undefined> {
  try {
    return Owner.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    // A file torn by a crash: its writer is gone.
    if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** Field 22 of proc(5) stat, in clock ticks since boot. Undefined when there is no such process. */
async function startTicksOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ESRCH";
}
