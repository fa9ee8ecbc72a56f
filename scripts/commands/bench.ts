/**
 * scripts/bench [NAME…] [--quick] [--json]
 *
 * Runs benchmarks one after the other. They print figures and judge nothing: a slow or busy machine makes none of them fail.
 */
import { parseArgs } from "node:util";
import { type Benchmark, benchmarks } from "../benchmarks/benchmarks.ts";
import type { Figure } from "../benchmarks/figure.ts";
import { runBenchmark } from "../benchmarks/run-benchmark.ts";
import { tableOf } from "../benchmarks/table.ts";
import { build } from "../system/build.ts";

const usage = `Usage: scripts/bench [NAME…] [--quick] [--json]
  --quick   short runs: shows that everything works, the figures mean little
  --json    one JSON line per figure and nothing else on standard output

Benchmarks, all of them when none is named:
${benchmarks.map(({ name, about }) => `  ${name.padEnd(16)} ${about}`).join("\n")}`;

function readOptions(): { chosen: readonly Benchmark[]; quick: boolean; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    }
    const unknown = positionals.find((name) => !benchmarks.some((one) => one.name === name));
    if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}.`);
    const chosen = benchmarks.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
    return { chosen, quick: values.quick, json: values.json };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    process.exit(2);
  }
}

const { chosen, quick, json } = readOptions();
const figures: Figure[] = [];
for (const benchmark of chosen) {
  process.stderr.write(`${benchmark.name}: ${benchmark.about}${quick ? " (quick)" : ""} …\n`);
  await build(benchmark.builds ?? []);
  const { ok } = await runBenchmark(benchmark, quick, (figure) => {
    figures.push(figure);
    if (json) process.stdout.write(`${JSON.stringify(figure)}\n`);
  });
  if (ok) continue;
  process.stderr.write(`${benchmark.name} ended early; see above.\n`);
  process.exitCode = 1;
}
if (!json) process.stdout.write(`${tableOf(figures)}\n`);
