import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import {
  askPassphrase,
  auditorKeyCommand,
  auditorSetCommand,
  CommandError,
  exportCommand,
  inspectCommand,
  scrubCommand,
  verifyCommand,
} from "@ferndiagnose/recordings/command-line";

const usage = `scripts/recordings COMMAND

  verify FILE [--anchor SEQ:HASH]…        checks without keys; 0 complete, 1 damaged, 2 recovered
  scrub DIRECTORY [--database FILE] [--threads N] [--json]
                                          verifies a whole archive, also while the server runs;
                                          0 all sound, 1 lost or altered, 2 somebody should look
  inspect FILE                            shows what the file tells without keys
  auditor-key --out FILE [--passphrase]   makes a new auditor's key
  auditor-set --out FILE [--threshold 2] [--set-version 1] KEYFILE KEYFILE…
                                          makes the recording server's set of public keys
  export FILE --key A --key B --out x.mp4 opens with two key holders; video, and timeline.json beside it`;

const random = (length: number) => new Uint8Array(randomBytes(length));
const print = (line: string) => void process.stdout.write(`${line}\n`);

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      anchor: { type: "string", multiple: true, default: [] },
      key: { type: "string", multiple: true, default: [] },
      out: { type: "string" },
      passphrase: { type: "boolean", default: false },
      database: { type: "string" },
      threads: { type: "string" },
      json: { type: "boolean", default: false },
      threshold: { type: "string", default: "2" },
      "set-version": { type: "string", default: "1" },
    },
  });
}

async function run([command, ...rest]: string[]): Promise<number> {
  const { values, positionals } = parse(rest);
  const [file] = positionals;
  const needs = (value: string | undefined): string => {
    if (value === undefined) throw new CommandError(usage);
    return value;
  };
  switch (command) {
    case "verify":
      return verifyCommand(needs(file), values.anchor, print);
    case "scrub": {
      const { database, json } = values;
      const threads = values.threads === undefined ? undefined : Math.max(1, Number(values.threads) || 1);
      return scrubCommand({ archive: needs(file), database, threads, json, progress: showProgress }, print);
    }
    case "inspect":
      return inspectCommand(needs(file), print);
    case "auditor-key": {
      const passphrase = values.passphrase ? await askPassphrase("New passphrase") : undefined;
      return auditorKeyCommand({ out: needs(values.out), passphrase, random }, print);
    }
    case "auditor-set": {
      const [threshold, version] = [Number(values.threshold), Number(values["set-version"])];
      return auditorSetCommand({ out: needs(values.out), threshold, version, keyFiles: positionals }, print);
    }
    case "export":
      return exportCommand(
        {
          file: needs(file),
          keyFiles: values.key,
          out: needs(values.out),
          environment: process.env,
          askPassphrase: (keyFile) => askPassphrase(`Passphrase of ${keyFile}`),
          progress: showProgress,
        },
        (line) => {
          showProgress("");
          print(line);
        },
      );
    default:
      throw new CommandError(usage);
  }
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
