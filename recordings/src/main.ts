/**
 * Runs the recording server alone, from its environment (environment.ts). Ends in order on SIGTERM and SIGINT. `--test-clock` takes the
 * time from FERNDIAGNOSE_TEST_CLOCK_FILE.
 */

import { parseArgs } from "node:util";
import { testClock } from "@ferndiagnose/server";
import { z } from "zod";
import { Environment, optionsFromEnvironment } from "./environment.ts";
import { OperationsServer } from "./operations/operations-server.ts";
import { createRecordings } from "./recordings.ts";
import { systemPorts } from "./system-ports.ts";

const parsed = Environment.safeParse(process.env);
if (!parsed.success) {
  process.stderr.write(`${z.prettifyError(parsed.error)}\n`);
  process.exit(2);
}
const env = parsed.data;
// The tokens stay in this object: nothing that this process starts inherits them.
delete process.env["FERNDIAGNOSE_RECORDER_TOKEN"];
delete process.env["FERNDIAGNOSE_WARDENS"];

const { values: flags } = parseArgs({ options: { "test-clock": { type: "boolean", default: false } } });
const clockFile = process.env["FERNDIAGNOSE_TEST_CLOCK_FILE"];
if ((clockFile !== undefined) !== flags["test-clock"]) {
  process.stderr.write("FERNDIAGNOSE_TEST_CLOCK_FILE and --test-clock belong together\n");
  process.exit(2);
}
const system = systemPorts();
const ports = clockFile === undefined ? system : { ...system, clock: testClock(clockFile, system.clock) };
if (clockFile !== undefined) ports.log.warn({}, "test_clock.in_use");
const recordings = createRecordings(ports, { ...optionsFromEnvironment(env), isTestClock: flags["test-clock"] });
const operations = new OperationsServer({
  host: env.FERNDIAGNOSE_RECORDER_OPERATIONS_HOST,
  port: env.FERNDIAGNOSE_RECORDER_OPERATIONS_PORT,
  registry: recordings.metrics.registry,
  missing: () => recordings.missing,
});
await recordings.start();
await operations.start();
ports.log.info({}, "recordings.started");

let isStopping = false;
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  void recordings
    .stop()
    .then(() => operations.stop())
    .then(() => {
      ports.log.info({}, "recordings.stopped");
      process.exit(0);
    });
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
// A program that started us with a line to it takes us along when it dies.
process.on("disconnect", stop);
