/**
 * scripts/test [--long] [FILTER…]: everything that CI runs. Builds, checks, unit tests, pages in a real browser, then
 * the real programs: first those that may run two at a time, then those whose times count. Ends with `N passed, N failed`; each static check counts as one.
 *
 * With --long the fault tests do what they do as often as the fault list demands, and the figures they saw are printed. A
 * filter is part of a test file's path: then only these files run, without the static checks.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { endLeftovers, markTestRun } from "../results/leftovers.ts";
import { readFigures } from "../results/read-figures.ts";
import { runVitest } from "../results/run-vitest.ts";
import { report, staticChecks } from "../results/static-checks.ts";
import { build } from "../system/build.ts";

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { long: { type: "boolean", default: false } },
});
const longestTestMs = 45 * 60_000;

let passed = 0;
let failed = 0;

function count(results: { passed: number; failed: number }): void {
  passed += results.passed;
  failed += results.failed;
}

endLeftovers();
markTestRun();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    endLeftovers();
    process.exit(1);
  });
}

await build(["rescue-portal", "apps/agent-viewer", "apps/customer-agent"]);

if (filters.length === 0) {
  for (const { ok, line } of await Promise.all(staticChecks.map(report))) {
    console.log(line);
    count({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 });
  }
}

const folder = mkdtempSync(path.join(tmpdir(), "ferndiagnose-figures-"));
const figuresFile = path.join(folder, "figures.jsonl");
// A filter may fit files of one project only.
const args = filters.length === 0 ? [] : ["--passWithNoTests", ...filters];
if (values.long) {
  process.env["FERNDIAGNOSE_LONG_TESTS"] = "1";
  process.env["FERNDIAGNOSE_FIGURES"] = figuresFile;
  args.push(`--testTimeout=${longestTestMs}`, `--hookTimeout=${longestTestMs}`);
}
try {
  for (const project of ["unit", "pages", "sessions", "e2e"]) {
    console.log(`\nRunning the ${project} tests …`);
    const results = await runVitest(["--project", project, ...args], (text) => process.stdout.write(text));
    // A test that was left out is no test that passed.
    if (results.skipped > 0) console.log(`${results.skipped} ${project} tests were skipped; that counts as failed.`);
    count({ passed: results.passed, failed: results.failed + results.skipped });
  }
  for (const { name, value } of readFigures(figuresFile)) console.log(`${name}: ${value}`);
} finally {
  const left = endLeftovers();
  if (left > 0) console.log(`\n${left} processes were left by tests, and are ended.`);
  rmSync(folder, { recursive: true, force: true });
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
