import { runVitest } from "../results/run-vitest.ts";
import { type Check, report, staticChecks } from "../results/static-checks.ts";

/** Types, lint and format, boundaries and unit tests, side by side; the output of each in one piece, then a summary. */

const unitTests: Check = {
  name: "unit tests",
  run: async () => {
    let output = "";
    const { passed, failed } = await runVitest(["--project", "unit"], (text) => {
      output += text;
    });
    return { ok: failed === 0, figures: `${passed} passed, ${failed} failed`, output };
  },
};

const checks = [...staticChecks, unitTests];
console.log(`Checking ${checks.map(({ name }) => name).join(", ")} …`);
const summary = await Promise.all(checks.map(report));
for (const { line } of summary) console.log(line);
process.exitCode = summary.every(({ ok }) => ok) ? 0 : 1;
