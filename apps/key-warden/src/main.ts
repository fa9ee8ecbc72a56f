/**
 * Runs a key warden from its environment (environment.ts). Writes one line to standard output when it is ready. Ends in order on
 * SIGTERM and SIGINT, and when the program that started it goes. `--identity` makes the keys if needed, prints their public
 * halves, and ends. `--test-clock` takes the time from FERNDIAGNOSE_TEST_CLOCK_FILE.
 */
import { parseArgs } from "node:util";
import { systemRandom as random, systemClock, testClock } from "@ferndiagnose/server";
import { z } from "zod";
import { Disk } from "./disk/disk.ts";
import { DirectoryEnvironment, Environment, optionsFromEnvironment } from "./environment.ts";
import { Identity } from "./identity/identity.ts";
import { createKeyWarden } from "./key-warden.ts";
import { warnOfMemoryLeaks } from "./memory-leaks.ts";
import { createWardenLog } from "./warden-log.ts";

const { values: flags } = parseArgs({
  options: { identity: { type: "boolean", default: false }, "test-clock": { type: "boolean", default: false } },
});
process.umask(0o077);
if (flags.identity) await printIdentity();
else await run();

async function printIdentity(): Promise<void> {
  const { FERNDIAGNOSE_WARDEN_DIR } = parsed(DirectoryEnvironment);
  const disk = new Disk(FERNDIAGNOSE_WARDEN_DIR, { random });
  await disk.makeFolder("");
  process.stdout.write(`${JSON.stringify((await Identity.load(disk, random)).public)}\n`);
}

async function run(): Promise<void> {
  const env = parsed(Environment);
  // Nothing that this process might start inherits it.
  delete process.env["FERNDIAGNOSE_WARDEN_TOKEN"];
  const log = createWardenLog();
  const clockFile = process.env["FERNDIAGNOSE_TEST_CLOCK_FILE"];
  if ((clockFile !== undefined) !== flags["test-clock"]) {
    process.stderr.write("FERNDIAGNOSE_TEST_CLOCK_FILE and --test-clock belong together\n");
    process.exit(2);
  }
  if (clockFile !== undefined) log.warn({}, "test_clock.in_use");
  const clock = clockFile === undefined ? systemClock : testClock(clockFile, systemClock);
  await warnOfMemoryLeaks(log);
  const warden = createKeyWarden({ clock, random, log }, optionsFromEnvironment(env));
  const { identity, url, port } = await warden.start();
  process.stdout.write(`${JSON.stringify({ ready: true, url, port, identity })}\n`);
  log.info({ wardenId: identity.wardenId }, "warden.started");

  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    warden
      .stop()
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        log.error({ err: error }, "warden.stop_failed");
        process.exit(1);
      });
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  // A program that started us with a line to it takes us along when it dies.
  process.on("disconnect", stop);
}

function parsed<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> {
  const result = schema.safeParse(process.env);
  if (result.success) return result.data;
  process.stderr.write(`${z.prettifyError(result.error)}\n`);
  process.exit(2);
}
