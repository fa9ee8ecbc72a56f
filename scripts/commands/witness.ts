import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { TransparencyLogError } from "@ferndiagnose/transparency-log";
import { openWitness, startWitnessServer } from "@ferndiagnose/transparency-log/node";
import { readTestClock, type TestClock } from "../system/test-clock.ts";

const usage = `scripts/witness --data DIR --log VKEY [--log VKEY]…

  Cosigns the checkpoints of transparency logs as long as each continues the one before. To be run by somebody who does not
  administer the log's server. Plain HTTP; whoever offers it beyond this machine puts TLS in front.

  --data DIR      key and memory; once lost or restored from a backup, the witness must be given up and its key with it
  --log VKEY      a log it cosigns; scripts/start and the recording server print theirs
  --name NAME     what it is called for ever (default witness.localhost)
  --port N        default 9430; 0 takes a free one
  --host ADDRESS  default 127.0.0.1
  --json          one line of JSON when it is ready: url, name, vkey
  --test-clock    takes the time from FERNDIAGNOSE_TEST_CLOCK_FILE`;

function parse() {
  return parseArgs({
    options: {
      data: { type: "string" },
      log: { type: "string", multiple: true, default: [] },
      name: { type: "string", default: "witness.localhost" },
      port: { type: "string", default: "9430" },
      host: { type: "string", default: "127.0.0.1" },
      json: { type: "boolean", default: false },
      "test-clock": { type: "boolean", default: false },
    },
  }).values;
}

/** Stays until it is told to end; a program that started it with a line to it takes it along. */
async function run(): Promise<void> {
  const options = parse();
  const port = /^\d{1,5}$/.test(options.port) ? Number(options.port) : undefined;
  if (options.data === undefined || options.log.length === 0 || port === undefined) throw new UsageError(usage);
  const { data: directory, log: logs, name, host } = options;
  const now = clockOf(readTestClock(options["test-clock"]));
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const { witness, vkey, close } = await openWitness({ directory, name, logs, now, random });
  const onFault = (error: unknown) => void process.stderr.write(`witness.failed ${String(error)}\n`);
  const server = await startWitnessServer({ witness, host, port, onFault });
  if (options.json) process.stdout.write(`${JSON.stringify({ ready: true, url: server.url, name, vkey })}\n`);
  else process.stdout.write(`Witness ${name} at ${server.url}\n  ${vkey}\n`);
  const stop = async () => {
    await server.close();
    await close();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  process.once("disconnect", stop);
}

function clockOf(clock: TestClock | undefined): () => number {
  if (clock === undefined) return Date.now;
  process.stderr.write("test_clock.in_use\n");
  return () => Date.now() + Number(readFileSync(clock.file, { encoding: "utf8", flag: "a+" }).trim() || 0);
}

class UsageError extends Error {}

try {
  await run();
} catch (error) {
  const isUsage = (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
  if (!isUsage && !(error instanceof UsageError) && !(error instanceof TransparencyLogError)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
