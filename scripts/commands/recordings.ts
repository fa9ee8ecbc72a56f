import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import {
  askPassphrase,
  auditorKeyCommand,
  breakGlassCommand,
  CommandError,
  casesCommand,
  changeAuditorSetCommand,
  commandClock,
  complainCommand,
  createAuditorSetCommand,
  exportCommand,
  holdCommand,
  inspectCommand,
  purgeCommand,
  retentionCommand,
  scrubCommand,
  signAuditorSetCommand,
  verifyAuditorSetCommand,
  verifyCertificateCommand,
  verifyCommand,
} from "@ferndiagnose/recordings/command-line";

const usage = `scripts/recordings COMMAND

files, without keys
  verify FILE [--receipt FILE] [--anchor SEQ:HASH]… [--data DIR]
      checks a recording, and that it is the one of the receipt and as long as the archive's log knows; 0 complete, 1 damaged, 2 recovered
  inspect FILE                       shows what a recording tells without keys; of an export's timeline.json
                                     also when the customer had paused, or showed chosen windows only
  scrub DIRECTORY [--database FILE] [--threads N] [--json]
      verifies a whole archive, also while the server runs; 0 all sound, 1 lost or altered, 2 somebody should look

retention
  retention --data DIR [--days 7] [--json] [--confirm-clock TIME]
      what is due when, what is held or late and why; 0 all is well, 1 somebody has to act
  verify-certificate FILE [--trust FILE]
      checks that a recording is gone; trust.json beside the certificate when not given
  purge --data DIR --now TIME        moves a test clock, and waits for the sweep

complaints
  complain --desk URL --receipt FILE, or --number N [--code C]

cases, each with --desk URL --key KEYFILE, and --json where useful
  cases list, cases show CASE
  cases take CASE --viewer FILE      the viewer key is made when the file does not exist
  cases approve CASE [--hours 24] [--auditors SET]
  cases release CASE, cases close CASE
      a complaint that nobody has looked at: cases close CASE --out FILE, then another auditor: cases close CASE --with FILE
  break-glass --number N --reason TEXT
  hold extend N --days D --reason TEXT --out FILE, then another auditor: hold extend N --with FILE
  hold end N --out FILE, then another auditor: hold end N --with FILE
  export CASE --viewer FILE --out x.mp4
      opens an approved case on this machine; video, and timeline.json beside it

auditors
  auditor-key --out KEYFILE --card CARD [--external] [--pseudonym P]… [--passphrase]
  auditor-set create --out SET CARD CARD CARD… [--complaint 2] [--break-glass 3]
  auditor-set change OLD --out SET [--add CARD]… [--remove KEYID]… [--complaint N] [--break-glass N]
  auditor-set sign SET --key KEYFILE
  auditor-set verify SET [--previous OLD]`;

const random = (length: number) => new Uint8Array(randomBytes(length));
const print = (line: string) => {
  showProgress("");
  process.stdout.write(`${line}\n`);
};

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true, default: [] as string[] } as const;
const flag = { type: "boolean", default: false } as const;

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      add: texts,
      anchor: texts,
      auditors: text,
      "break-glass": text,
      card: text,
      code: text,
      complaint: text,
      "confirm-clock": text,
      data: text,
      database: text,
      days: text,
      desk: text,
      external: flag,
      hours: { type: "string", default: "24" },
      json: flag,
      key: text,
      now: text,
      number: text,
      out: text,
      passphrase: flag,
      previous: text,
      pseudonym: texts,
      reason: text,
      receipt: text,
      remove: texts,
      threads: text,
      trust: text,
      viewer: text,
      with: text,
    },
  });
}

async function run([command, ...rest]: string[]): Promise<number> {
  const { values, positionals } = parse(rest);
  const [first, second] = positionals;
  const { out, viewer, json } = values;
  const ask = (keyFile: string) => askPassphrase(`Passphrase of ${keyFile}`);
  const clock = commandClock(process.env);
  const atDesk = () => ({ desk: needs(values.desk), key: needs(values.key), askPassphrase: ask, random, clock });
  switch (command) {
    case "verify":
      return verifyCommand(
        { file: needs(first), anchors: values.anchor, receipt: values.receipt, data: values.data },
        print,
      );
    case "inspect":
      return inspectCommand(needs(first), print);
    case "scrub":
      return scrubCommand(
        {
          archive: needs(first),
          database: values.database,
          threads: countOf(values.threads),
          json,
          progress: showProgress,
        },
        print,
      );
    case "retention": {
      const { days = "7", "confirm-clock": confirmClock } = values;
      const data = needs(values.data);
      return retentionCommand({ data, days: Number(days), json, confirmClock, nowMs: clock.now() }, print);
    }
    case "verify-certificate":
      return verifyCertificateCommand({ file: needs(first), trust: values.trust }, print);
    case "purge": {
      const testClockFile = process.env["FERNDIAGNOSE_TEST_CLOCK_FILE"];
      return purgeCommand({ data: needs(values.data), now: needs(values.now), testClockFile }, print);
    }
    case "complain": {
      const { receipt, number, code } = values;
      if (receipt === undefined) needs(number);
      const askCode = () => askPassphrase("Complaint code");
      return complainCommand({ desk: needs(values.desk), receipt, number, code, askCode, random }, print);
    }
    case "cases": {
      const { hours, auditors } = values;
      const files = { viewer, auditors, out, with: values.with };
      return casesCommand({ ...atDesk(), action: needs(first), caseId: second, hours, json, ...files }, print);
    }
    case "break-glass":
      return breakGlassCommand({ ...atDesk(), number: needs(values.number), reason: needs(values.reason) }, print);
    case "hold": {
      const { days, reason } = values;
      const extension = { days, reason, out, with: values.with };
      return holdCommand({ ...atDesk(), action: needs(first), number: needs(second), ...extension }, print);
    }
    case "export": {
      const files = { caseId: needs(first), viewer: needs(viewer), out: needs(out) };
      return exportCommand({ ...atDesk(), ...files, environment: process.env, progress: showProgress }, print);
    }
    case "auditor-key": {
      const passphrase = values.passphrase ? await askPassphrase("New passphrase") : undefined;
      const { external, pseudonym: pseudonyms } = values;
      const files = { out: needs(out), card: needs(values.card) };
      return auditorKeyCommand({ ...files, external, pseudonyms, passphrase, random }, print);
    }
    case "auditor-set":
      return auditorSet(needs(first), positionals.slice(1), values, ask);
    default:
      throw new CommandError(usage);
  }
}

function auditorSet(
  action: string,
  files: string[],
  values: ReturnType<typeof parse>["values"],
  ask: (keyFile: string) => Promise<string>,
): Promise<number> {
  const { out, add, remove, previous, key } = values;
  const complaint = countOf(values.complaint);
  const breakGlass = countOf(values["break-glass"]);
  switch (action) {
    case "create": {
      const thresholds = { complaint: complaint ?? 2, breakGlass: breakGlass ?? 3 };
      return createAuditorSetCommand({ out: needs(out), thresholds, cards: files }, print);
    }
    case "change": {
      const thresholds = {
        ...(complaint === undefined ? {} : { complaint }),
        ...(breakGlass === undefined ? {} : { breakGlass }),
      };
      return changeAuditorSetCommand({ from: needs(files[0]), out: needs(out), add, remove, thresholds }, print);
    }
    case "sign":
      return signAuditorSetCommand({ file: needs(files[0]), key: needs(key), askPassphrase: ask }, print);
    case "verify":
      return verifyAuditorSetCommand({ file: needs(files[0]), previous }, print);
    default:
      throw new CommandError(usage);
  }
}

function needs(value: string | undefined): string {
  if (value === undefined || value === "") throw new CommandError(usage);
  return value;
}

function countOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** On a terminal only: one line that is written over. */
function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${line}`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const isUsage = (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
  if (!isUsage && !(error instanceof CommandError)) throw error;
  showProgress("");
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof CommandError ? error.exitCode : 1;
}
