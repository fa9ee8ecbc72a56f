import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Owner = z.strictObject({ pid: z.int().min(1), startTicks: z.string() });

/**
 * Makes this process the owner of the archive. Throws when another living one is: two would take each other's open recordings
 * for orphans. A process is told from a later one with the same number by when it started.
 */
export async function takeOwnership(directory: string): Promise<void> {
  const path = join(directory, "owner.json");
  const owner = await readOwner(path);
  const mine = { pid: process.pid, startTicks: (await startTicksOf(process.pid)) ?? "" };
  const isAlive = owner && owner.pid !== mine.pid && (await startTicksOf(owner.pid)) === owner.startTicks;
  if (isAlive) throw new Error("The archive belongs to another running recording server");
  await writeFile(path, `${JSON.stringify(mine)}\n`, { mode: 0o600 });
}

async function readOwner(path: string): Promise<z.infer<typeof Owner> | undefined> {
  try {
    return Owner.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    // No owner yet, or a file torn by a crash: its writer is gone.
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
