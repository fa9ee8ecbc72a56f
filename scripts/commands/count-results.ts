import { runVitest } from "../results/run-vitest.ts";

/** Runs vitest with the given arguments and ends with the line that `scripts/test` promises: `N passed, N failed`. */
const { passed, failed, skipped } = await runVitest(process.argv.slice(2), (text) => process.stdout.write(text));
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
