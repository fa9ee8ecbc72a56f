import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProgramEnd, runProgram } from "./run-program.ts";
import { type Counts, type Report, sumResults } from "./sum-results.ts";

const rootFolder = join(import.meta.dirname, "../..");

/** Runs vitest with these arguments, e.g. `["--project", "e2e"]`, and counts what came out. `see` gets its output. */
export async function runVitest(args: readonly string[], see: (text: string) => void): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), "ferndiagnose-results-"));
  const reportFile = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
    const program = join(rootFolder, "node_modules/vitest/vitest.mjs");
    const end = await runProgram([program, "run", ...reporters, ...args], rootFolder, see);
    return withExit(sumResults(await readReport(reportFile)), end);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readReport(file: string): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A run that ended badly without saying so in its report is a failure too. */
function withExit(counts: Counts, { code }: ProgramEnd): Counts {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
