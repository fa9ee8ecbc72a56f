import { readFile } from "node:fs/promises";

const processName = /^(\d{1,10})-(\d{1,20})$/;

/** Number and start of a process, as `1234-56789`: it tells a process from a later one with the same number. */
export async function nameOfThisProcess(): Promise<string> {
  return `${process.pid}-${(await startTicksOf(process.pid)) ?? "0"}`;
}

/** Whether the process of this name still runs. Where there is no proc(5) nobody can be told apart, and none is said to run. */
export async function isRunning(name: string): Promise<boolean> {
  const [, pid, startTicks] = processName.exec(name) ?? [];
  return pid !== undefined && (await startTicksOf(Number(pid))) === startTicks;
}

/** Field 22 of proc(5) stat, in clock ticks since boot. Undefined when there is no such process, or only what is left of it. */
async function startTicksOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH") return undefined;
    throw error;
  }
}
