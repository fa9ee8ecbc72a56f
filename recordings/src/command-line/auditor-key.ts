import { readFile, writeFile } from "node:fs/promises";
import { AuditorKeyFile, generateAuditorKey, writeAuditorKeyFile } from "@ferndiagnose/sealed-recording";
import { AuditorSet } from "../auditors/auditor-set.ts";
import type { Random } from "../ports.ts";
import { CommandError } from "./command-error.ts";

export interface AuditorKeyOptions {
  out: string;
  /** The private key is sealed with it; without one it stands in the file as it is. */
  passphrase: string | undefined;
  random: Random;
}

/** Makes a new auditor's key. The file belongs on the auditor's own machine and nowhere else. */
export async function auditorKeyCommand(options: AuditorKeyOptions, print: (line: string) => void): Promise<number> {
  const { out, passphrase, random } = options;
  const key = await generateAuditorKey(random);
  await writeNew(out, await writeAuditorKeyFile(key, passphrase === undefined ? undefined : { passphrase, random }));
  print(`key id     ${key.keyId}`);
  print(`public key ${Buffer.from(key.publicKey).toString("hex")}`);
  return 0;
}

/** Makes the recording server's auditor set from key files; of these only the public halves are read. */
export async function auditorSetCommand(
  options: { out: string; threshold: number; version: number; keyFiles: readonly string[] },
  print: (line: string) => void,
): Promise<number> {
  const auditors = await Promise.all(options.keyFiles.map(publicHalf));
  const set = AuditorSet.safeParse({
    format: "ferndiagnose-auditor-set",
    version: options.version,
    threshold: options.threshold,
    auditors,
  });
  if (!set.success) {
    throw new CommandError("A set needs at least two different auditors, and a threshold from 2 to their number.");
  }
  await writeNew(options.out, `${JSON.stringify(set.data, null, 2)}\n`);
  print(`${set.data.threshold} of ${set.data.auditors.length} auditors open a recording`);
  return 0;
}

async function publicHalf(path: string): Promise<{ keyId: string; publicKey: string }> {
  try {
    const { keyId, publicKey } = AuditorKeyFile.parse(JSON.parse(await readFile(path, "utf8")));
    return { keyId, publicKey };
  } catch (error) {
    throw new CommandError(`${path} is no auditor key file.`, 1, error);
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600, flush: true });
  } catch (error) {
    throw new CommandError(`Cannot write ${path} (${(error as NodeJS.ErrnoException).code}).`, 1, error);
  }
}
