import { SignedHoldEnding, SignedHoldExtension } from "@ferndiagnose/protocol";
import { type DeskCommandOptions, signedInAtDesk } from "./at-desk.ts";
import { recordingOf } from "./break-glass.ts";
import { CommandError } from "./command-error.ts";
import { readJsonFile, writeNewFile } from "./read-json-file.ts";

export interface HoldCommandOptions extends DeskCommandOptions {
  readonly action: string;
  /** Number of the session. */
  readonly number: string;
  /** Of `extend`, for the first of the two: how many more days, and why. */
  readonly days: string | undefined;
  readonly reason: string | undefined;
  /** For the first: where the word for the second person goes. */
  readonly out: string | undefined;
  /** For the second: the first one's word. */
  readonly with: string | undefined;
}

const dayMs = 24 * 3_600_000;

/** Keeps a recording longer, or lets it go. Both take two persons. */
export async function holdCommand(options: HoldCommandOptions, print: (line: string) => void): Promise<number> {
  switch (options.action) {
    case "extend":
      return options.with === undefined ? propose(options, print) : second(options, options.with, print);
    case "end":
      return options.with === undefined ? proposeEnd(options, print) : secondEnd(options, options.with, print);
    default:
      throw new CommandError(`There is no hold ${options.action}: extend, end.`);
  }
}

async function propose(options: HoldCommandOptions, print: (line: string) => void): Promise<number> {
  const { reason, out, clock } = options;
  const days = Number(options.days);
  if (!(days > 0 && days <= 30)) throw new CommandError("--days is more than 0 and at most 30.");
  if (reason === undefined || out === undefined) throw new CommandError("An extension takes --reason and --out.");
  const signed = await signedInAtDesk(options, async (auditor) => {
    const recordingId = await recordingOf(auditor.line, options.number);
    return auditor.signExtension(recordingId, clock.now() + days * dayMs, reason);
  });
  await writeNewFile(out, `${JSON.stringify(signed, null, 2)}\n`);
  print(`Another auditor now says the same: hold extend ${options.number} --with ${out}`);
  return 0;
}

async function second(options: HoldCommandOptions, file: string, print: (line: string) => void): Promise<number> {
  const first = await readJsonFile(file, SignedHoldExtension, "signed extension");
  const { recordingId, reviewAt, reason } = first.statement;
  await signedInAtDesk(options, async (auditor) => {
    if ((await recordingOf(auditor.line, options.number)) !== recordingId) {
      throw new CommandError(`${file} is about another recording.`);
    }
    await auditor.extendHold(recordingId, [first, await auditor.signExtension(recordingId, reviewAt, reason)]);
  });
  print(`Held until ${new Date(reviewAt).toISOString().slice(0, 10)}: ${reason}`);
  return 0;
}

async function proposeEnd(options: HoldCommandOptions, print: (line: string) => void): Promise<number> {
  const { out } = options;
  if (out === undefined)
    throw new CommandError("Ending a hold takes two persons: name a file for the other with --out.");
  const signed = await signedInAtDesk(options, async (auditor) =>
    auditor.signEnding(await recordingOf(auditor.line, options.number)),
  );
  await writeNewFile(out, `${JSON.stringify(signed, null, 2)}\n`);
  print(`Another auditor now says the same: hold end ${options.number} --with ${out}`);
  return 0;
}

async function secondEnd(options: HoldCommandOptions, file: string, print: (line: string) => void): Promise<number> {
  const first = await readJsonFile(file, SignedHoldEnding, "signed ending");
  const { recordingId } = first.statement;
  await signedInAtDesk(options, async (auditor) => {
    if ((await recordingOf(auditor.line, options.number)) !== recordingId) {
      throw new CommandError(`${file} is about another recording.`);
    }
    await auditor.endHold(recordingId, [first, await auditor.signEnding(recordingId)]);
  });
  print("The recording is no longer held; it goes when its day has come.");
  return 0;
}
