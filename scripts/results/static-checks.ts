import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

export interface Outcome {
  readonly ok: boolean;
  readonly figures: string;
  readonly output: string;
}

export interface Check {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

const rootFolder = join(import.meta.dirname, "../..");

/** What can be judged without running the product. */
export const staticChecks: readonly Check[] = [
  { name: "types", run: checkTypes },
  { name: "lint and format", run: () => runTool("@biomejs/biome/bin/biome", ["ci", "--colors=off", "."]) },
  { name: "boundaries", run: () => run([join(rootFolder, "scripts/commands/check-boundaries.ts")]) },
];

async function checkTypes(): Promise<Outcome> {
  const folders = ["apps/*", "packages/*", "rescue-portal", "recordings", "scripts"];
  const projects = globSync(
    folders.map((folder) => `${folder}/tsconfig*.json`),
    { cwd: rootFolder },
  ).sort();
  const waiting = [...projects];
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      outcomes.push(await runTool("typescript/bin/tsc", ["--pretty", "false", "-p", next]));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return {
    ok: outcomes.every(({ ok }) => ok),
    figures: `${projects.length} projects`,
    output: outcomes.map(({ output }) => output).join(""),
  };
}

function runTool(program: string, args: readonly string[]): Promise<Outcome> {
  return run([join(rootFolder, "node_modules", program), ...args]);
}

async function run(args: readonly string[]): Promise<Outcome> {
  let output = "";
  const { code } = await runProgram(args, rootFolder, (text) => {
    output += text;
  });
  return { ok: code === 0, figures: "", output };
}

/** Runs one check, prints its output if it failed, and returns its line of the summary. */
export async function report({ name, run: check }: Check): Promise<{ ok: boolean; line: string }> {
  const start = performance.now();
  const { ok, figures, output } = await check();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (!ok) console.log(`\n── ${name} ──\n${output.trimEnd()}\n`);
  const line = `${ok ? "ok    " : "FAILED"}  ${name.padEnd(16)} ${`${seconds} s`.padStart(8)}  ${figures}`;
  return { ok, line: line.trimEnd() };
}
