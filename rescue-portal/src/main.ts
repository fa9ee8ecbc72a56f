import { systemClock, systemRandom } from "@ferndiagnose/server";
import { openSqliteDatabase } from "./database/sqlite-database.ts";
import { createPortal } from "./portal.ts";
import { createPortalLog } from "./portal-log.ts";
import { portalOptions, Settings } from "./settings.ts";

/** Runs the portal alone, from the environment (README). */
async function main(): Promise<void> {
  const parsed = Settings.safeParse(process.env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    process.stderr.write(`The portal cannot start with these settings:\n${problems.join("\n")}\n`);
    process.exitCode = 2;
    return;
  }
  const settings = parsed.data;
  const database = openSqliteDatabase(settings.FERNDIAGNOSE_DATABASE);
  const log = createPortalLog(settings.FERNDIAGNOSE_LOG_LEVEL);
  const ports = { database, clock: systemClock, random: systemRandom, log };
  const portal = createPortal(ports, portalOptions(settings));
  await portal.start();

  const stop = () => {
    portal
      .stop()
      .then(() => database.close())
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        log.error({ err: error }, "portal did not stop cleanly");
        process.exit(1);
      });
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

await main();
