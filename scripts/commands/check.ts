import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { runProgram } from "../results/run-program.ts";
import { runVitest } from "../results/run-vitest.ts";

/** Types, lint and format, boundaries and unit tests, side by side; the output of each in one piece, then a summary. */

type Outcome = { readonly ok: boolean; readonly figures: string; readonly output: string };
type Check = { readonly name: string; readonly run: () => Promise<Outcome> };

const rootFolder = join(import.meta.dirname, "../..");

const checks: readonly Check[] = [
  { name: "types", run: checkTypes },
  { name: "lint and format", run: () => runTool("@biomejs/biome/bin/biome", ["ci", "--colors=off", "."]) },
  { name: "boundaries", run: () => runScript("check-boundaries.ts") },
  { name: "unit tests", run: checkUnitTests },
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

async function checkUnitTests(): Promise<Outcome> {
  let output = "";
  const { passed, failed } = await runVitest(["--project", "unit"], (text) => {
    output += text;
  });
  return { ok: failed === 0, figures: `${passed} passed, ${failed} failed`, output };
}

function runTool(program: string, args: readonly string[]): Promise<Outcome> {
  return run([join(rootFolder, "node_modules", program), ...args]);
}

function runScript(name: string): Promise<Outcome> {
  return run([join(import.meta.dirname, name)]);
}

async function run(args: readonly string[]): Promise<Outcome> {
  let output = "";
  const { code } = await runProgram(args, rootFolder, (text) => {
    output += text;
  });
  return { ok: code === 0, figures: "", output };
}

console.log(`Checking ${checks.map(({ name }) => name).join(", ")} …`);
const summary = await Promise.all(
  checks.map(async ({ name, run: check }) => {
    const start = performance.now();
    const { ok, figures, output } = await check();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (!ok) console.log(`\n── ${name} ──\n${output.trimEnd()}\n`);
    return { ok, line: `${ok ? "ok    " : "FAILED"}  ${name.padEnd(16)} ${`${seconds} s`.padStart(8)}  ${figures}` };
  }),
);
for (const { line } of summary) console.log(line.trimEnd());
process.exitCode = summary.every(({ ok }) => ok) ? 0 : 1;
