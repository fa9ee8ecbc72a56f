/**
 * scripts/test: everything that CI runs. Builds, checks, unit tests, then whole sessions with the real programs.
 * Ends with `N passed, N failed`; each static check counts as one.
 */
import { runVitest } from "../results/run-vitest.ts";
import { report, staticChecks } from "../results/static-checks.ts";
import { build } from "../system/build.ts";

let passed = 0;
let failed = 0;

function count(results: { passed: number; failed: number }): void {
  passed += results.passed;
  failed += results.failed;
}

await build(["rescue-portal", "apps/agent-viewer", "apps/customer-agent"]);

for (const { ok, line } of await Promise.all(staticChecks.map(report))) {
  console.log(line);
  count({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 });
}

for (const project of ["unit", "e2e"]) {
  console.log(`\nRunning the ${project} tests …`);
  const results = await runVitest(["--project", project], (text) => process.stdout.write(text));
  // A test that was left out is no test that passed.
  if (results.skipped > 0) console.log(`${results.skipped} ${project} tests were skipped; that counts as failed.`);
  count({ passed: results.passed, failed: results.failed + results.skipped });
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
