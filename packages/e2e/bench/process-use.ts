import { readFile } from "node:fs/promises";

/** The kernel counts a process's time in ticks of 10 ms on every Linux we know (`getconf CLK_TCK`). */
const tickMs = 10;

/** CPU time and memory of a process, as Linux counts them (proc(5)). */
export class ProcessUse {
  readonly cpuMs: number;
  readonly residentBytes: number;

  private constructor(cpuMs: number, residentBytes: number) {
    this.cpuMs = cpuMs;
    this.residentBytes = residentBytes;
  }

  static async of(pid: number): Promise<ProcessUse> {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The program's name stands in brackets and may hold anything; the fields behind it are numbered from 3.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    const kibibytes = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
    return new ProcessUse((Number(fields[11]) + Number(fields[12])) * tickMs, kibibytes * 1024);
  }
}
