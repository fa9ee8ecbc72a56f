import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Benchmark } from "./benchmarks.ts";
import { type Figure, parseFigure } from "./figure.ts";

const rootFolder = path.join(import.meta.dirname, "../..");

/** Runs one benchmark to its end. What it says on standard error goes there, and so does what is no figure. */
export async function runBenchmark(
  { file, quick }: Benchmark,
  isQuick: boolean,
  see: (figure: Figure) => void,
): Promise<{ ok: boolean }> {
  const child = spawn(process.execPath, [path.join(rootFolder, file), ...(isQuick ? quick : [])], {
    cwd: rootFolder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const figure = parseFigure(line);
    if (figure === undefined) process.stderr.write(`${line}\n`);
    else see(figure);
  }
  return { ok: (await ended) === 0 };
}
