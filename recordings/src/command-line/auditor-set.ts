import { writeFile } from "node:fs/promises";
import {
  AuditorSet,
  auditorSetHash,
  SealedRecordingError,
  signAuditorSet,
  verifyAuditorSet,
} from "@ferndiagnose/sealed-recording";
import { AuditorCard } from "./auditor-key.ts";
import { CommandError } from "./command-error.ts";
import { type AskPassphrase, readAuditorKey } from "./read-auditor-key.ts";
import { readJsonFile, writeNewFile } from "./read-json-file.ts";

type Print = (line: string) => void;

export interface Thresholds {
  readonly complaint: number;
  readonly breakGlass: number;
}

/** Puts cards together to the first version of a set, which all its members then sign. */
export async function createAuditorSetCommand(
  options: { out: string; thresholds: Thresholds; cards: readonly string[] },
  print: Print,
): Promise<number> {
  const auditors = await Promise.all(options.cards.map(readCard));
  const set = parsed({ version: 1, previous: null, thresholds: options.thresholds, auditors });
  await writeNewFile(options.out, written(set));
  print(`version 1: ${describe(set)}`);
  print(`Now each of them signs it: auditor-set sign ${options.out} --key KEYFILE`);
  return 0;
}

/** Makes the version after `from`: with more auditors, with fewer, or with other thresholds. */
export async function changeAuditorSetCommand(
  options: {
    from: string;
    out: string;
    add: readonly string[];
    /** Key numbers. */
    remove: readonly string[];
    thresholds: Partial<Thresholds>;
  },
  print: Print,
): Promise<number> {
  const previous = await readSet(options.from);
  for (const keyId of options.remove) {
    if (!previous.auditors.some((auditor) => auditor.keyId === keyId)) {
      throw new CommandError(`${keyId} is not in ${options.from}. Compare it with auditor-set verify.`);
    }
  }
  const staying = previous.auditors.filter(({ keyId }) => !options.remove.includes(keyId));
  const set = parsed({
    version: previous.version + 1,
    previous: await auditorSetHash(previous),
    thresholds: { ...previous.thresholds, ...options.thresholds },
    auditors: [...staying, ...(await Promise.all(options.add.map(readCard)))],
  });
  await writeNewFile(options.out, written(set));
  print(`version ${set.version}: ${describe(set)}`);
  print(`Now ${previous.thresholds.complaint} of the version before sign it: auditor-set sign ${options.out}`);
  return 0;
}

/** Adds a signature. Look at the set first: who signs it says that these people may open recordings. */
export async function signAuditorSetCommand(
  options: { file: string; key: string; askPassphrase: AskPassphrase },
  print: Print,
): Promise<number> {
  const set = await readSet(options.file);
  const key = await readAuditorKey(options.key, options.askPassphrase);
  const others = set.signatures.filter(({ keyId }) => keyId !== key.keyId);
  const signatures = [...others, await signAuditorSet(set, key)];
  await writeFile(options.file, written({ ...set, signatures }), { mode: 0o600, flush: true });
  print(`version ${set.version} is signed by ${signatures.length}: ${signatures.map(({ keyId }) => keyId).join(", ")}`);
  return 0;
}

/** Says who is in a set and whether it may be used: 0 yes, 1 no. */
export async function verifyAuditorSetCommand(
  options: { file: string; previous: string | undefined },
  print: Print,
): Promise<number> {
  const set = await readSet(options.file);
  const previous = options.previous === undefined ? undefined : await readSet(options.previous);
  print(`version ${set.version}: ${describe(set)}`);
  print(`hash    ${await auditorSetHash(set)}`);
  for (const { keyId, person, external, technicianPseudonyms } of set.auditors) {
    const isSigner = set.signatures.some((signature) => signature.keyId === keyId);
    const facts = [external ? "external" : "", ...technicianPseudonyms, isSigner ? "signed" : ""].filter(Boolean);
    print(`  ${keyId} person ${person}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`);
  }
  try {
    await verifyAuditorSet(set, previous);
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    const hint = set.version > 1 && previous === undefined ? " Name the version before with --previous." : "";
    print(`not valid: ${error.cause instanceof Error ? error.cause.message : error.message}${hint}`);
    return 1;
  }
  print("valid");
  return 0;
}

function describe({ auditors, thresholds }: AuditorSet): string {
  const externals = auditors.filter(({ external }) => external).length;
  return `${auditors.length} auditors, ${externals} external; ${thresholds.complaint} open a complaint, ${thresholds.breakGlass} break the glass`;
}

function parsed(rest: Omit<AuditorSet, "format" | "signatures">): AuditorSet {
  const set = AuditorSet.safeParse({ format: "ferndiagnose-auditor-set", ...rest, signatures: [] });
  if (!set.success) {
    throw new CommandError(
      "A set takes at least three auditors; two or more open a complaint, three or more break the glass.",
    );
  }
  if (!set.data.auditors.some(({ external }) => external)) {
    throw new CommandError("A set takes at least one external auditor: a card made with --external.");
  }
  return set.data;
}

function written(set: AuditorSet): string {
  return `${JSON.stringify(set, null, 2)}\n`;
}

function readCard(path: string): Promise<AuditorCard> {
  return readJsonFile(path, AuditorCard, "auditor's card");
}

export function readSet(path: string): Promise<AuditorSet> {
  return readJsonFile(path, AuditorSet, "auditor set");
}
