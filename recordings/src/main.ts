/** Runs the recording server alone, from its environment (environment.ts). Ends in order on SIGTERM and SIGINT. */
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
// The token stays in this object: nothing that this process starts inherits it.
delete process.env["FERNDIAGNOSE_RECORDER_TOKEN"];

const ports = systemPorts();
const recordings = createRecordings(ports, optionsFromEnvironment(env));
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
