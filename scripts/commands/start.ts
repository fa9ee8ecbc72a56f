/**
 * scripts/start [--data DIR] [--port N] [--demo] [--recorders N] [--wardens N] [--downloads] [--json] [--no-restarts]
 *
 * Runs the whole system on this machine: portal and recording server in this process; media relay and key wardens as its children,
 * which are started again when they end by themselves.
 */
import { parseArgs } from "node:util";
import { build } from "../system/build.ts";
import { describeDownloads, offerDownloads } from "../system/downloads.ts";
import { portsOfRecorders } from "../system/start-recorders.ts";
import { startSystem } from "../system/start-system.ts";
import { readTestClock } from "../system/test-clock.ts";

const usage = `Usage: scripts/start [--data DIR] [--port N] [--demo] [--recorders N] [--wardens N] [--downloads] [--json]
               [--no-restarts]
  --data DIR       where accounts, sessions and recordings are kept (default: data)
  --port N         customers' pages on N, staff pages on N+1, operations on N+2, auditors' desk on N+3 (default: 7070)
  --demo           make demo accounts and demo auditor keys, print their one-time links, and run a witness
  --recorders N    run N recording servers as processes of their own instead of one in this process
                   (the first one's operations on N+3, its desk on N+4, and so on)
  --wardens N      key wardens of each recording server, all of which keep every recording's secret (default: 1)
  --downloads      build the customer's download for this machine first where it is missing or out of date (about 20 s);
                   with --demo that is done anyway, unless with --json
  --test-clock     take the time from FERNDIAGNOSE_TEST_CLOCK_FILE, as tests do
  --no-restarts    leave ended what has ended by itself: key warden, witness, recording server
  --json           print one JSON line when ready`;

async function main(): Promise<void> {
  const options = readOptions();
  await build(["rescue-portal", "apps/agent-viewer"]);
  const downloads = await offerDownloads(`http://127.0.0.1:${options.port}`, options.buildsDownloads);
  const system = await startSystem({ ...options, downloadsDir: downloads.folder });
  const stop = () => {
    void system.stop().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ ready: true, ...system.summary })}\n`
      : describe(system.summary, describeDownloads(downloads)),
  );
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: "string", default: "data" },
        port: { type: "string", default: "7070" },
        recorders: { type: "string", default: "0" },
        wardens: { type: "string", default: "1" },
        demo: { type: "boolean", default: false },
        downloads: { type: "boolean", default: false },
        "no-restarts": { type: "boolean", default: false },
        "test-clock": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    }
    const recorders = wholeNumber("--recorders", values.recorders, 0, 16);
    return {
      dataDir: values.data,
      port: wholeNumber("--port", values.port, 1, 65_533 - portsOfRecorders(recorders)),
      recorders,
      wardens: wholeNumber("--wardens", values.wardens, 1, 8),
      testClock: readTestClock(values.demo || values["test-clock"]),
      demo: values.demo,
      restarts: !values["no-restarts"],
      buildsDownloads: values.downloads || (values.demo && !values.json),
      json: values.json,
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    process.exit(2);
  }
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new Error(`${name} takes a whole number from ${min} to ${max}.`);
  return value;
}

function describe(summary: Awaited<ReturnType<typeof startSystem>>["summary"], downloads: readonly string[]): string {
  const lines = [
    "",
    "Ferndiagnose is running.",
    `  Customers:   ${summary.portal}`,
    `  Technicians: ${summary.viewer}`,
    ...(summary.desk === null ? [] : [`  Auditors:    ${summary.desk}`]),
    "",
    ...downloads,
    "",
    "One-time sign-in links:",
    ...summary.accounts.map((account) => `  ${account.displayName} (${account.role}): ${account.link}`),
    "",
  ];
  if (summary.auditors.length > 0) {
    lines.push("Auditor keys (each belongs to one person, away from this machine):");
    for (const auditor of summary.auditors) lines.push(`  ${auditor.name}: ${auditor.keyFile}`);
    lines.push("");
  }
  if (summary.log !== null) lines.push(`Transparency log: ${summary.log.vkey}`, "");
  for (const warning of summary.warnings) lines.push(`Note: ${warning}`);
  lines.push("Stop with Ctrl+C.", "");
  return lines.join("\n");
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE") return `port ${port} is taken by another program. Choose others with --port.`;
  return error.message;
}

main().catch((error: unknown) => {
  process.stderr.write(`Ferndiagnose could not start: ${explain(error)}\n`);
  process.exit(1);
});
