import { readFile } from "node:fs/promises";
import {
  type AuditorKey,
  AuditorKeyFile,
  readAuditorKeyFile,
  SealedRecordingError,
} from "@ferndiagnose/sealed-recording";
import { CommandError } from "./command-error.ts";

export type AskPassphrase = (keyFile: string) => Promise<string>;

/** An auditor's key file; asks for the passphrase where it has one. */
export async function readAuditorKey(keyFile: string, ask: AskPassphrase): Promise<AuditorKey> {
  try {
    const text = await readFile(keyFile, "utf8");
    const isProtected = "sealedSeed" in AuditorKeyFile.parse(JSON.parse(text));
    return await readAuditorKeyFile(text, isProtected ? await ask(keyFile) : undefined);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const isWrong = error instanceof SealedRecordingError && error.code === "passphrase_wrong";
    if (isWrong) throw new CommandError(`The passphrase does not open ${keyFile}. Try again.`, 1, error);
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT" || code === "EACCES";
    throw new CommandError(
      isMissing ? `Cannot read ${keyFile} (${code}).` : `${keyFile} is no auditor key file.`,
      1,
      error,
    );
  }
}
