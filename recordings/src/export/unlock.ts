import { readFile } from "node:fs/promises";
import {
  type AuditorKey,
  AuditorKeyFile,
  type AuditorShare,
  type Header,
  openLock,
  readAuditorKeyFile,
  SealedRecordingError,
  unsealShare,
} from "@ferndiagnose/sealed-recording";
import { CommandError } from "../command-line/command-error.ts";

export type AskPassphrase = (keyFile: string) => Promise<string>;

/** Brings the key holders' shares together. Throws with a sentence that names the key file at fault. */
export async function unlock(header: Header, keyFiles: readonly string[], ask: AskPassphrase): Promise<Uint8Array> {
  const shares: { share: AuditorShare; keyFile: string }[] = [];
  for (const keyFile of keyFiles) {
    const key = await readKey(keyFile, ask);
    shares.push({ share: await unsealOwn(header, key, keyFile), keyFile });
  }
  try {
    return await openLock(
      header,
      shares.map(({ share }) => share),
    );
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    const fileAtFault = shares.findLast(({ share }) => share.keyId === error.keyId)?.keyFile;
    throw new CommandError(openingProblem(error, header, keyFiles.length, fileAtFault), 1, error);
  }
}

function openingProblem(
  error: SealedRecordingError,
  header: Header,
  given: number,
  keyFile: string | undefined,
): string {
  switch (error.code) {
    case "shares_too_few": {
      const demanded = header.policy.locks.map(({ threshold, auditors }) => `${threshold} of ${auditors.length}`);
      return `Too few keys: ${given} given, the recording opens with ${demanded.join(" or ")}.`;
    }
    case "share_duplicate":
      return `${keyFile} was given twice; it takes different auditors.`;
    case "share_foreign":
      return `${keyFile} belongs to another lock than the other keys.`;
    case "share_corrupt":
      return `The share of ${keyFile} differs from what was locked.`;
    default:
      return `The recording does not open: ${error.message}`;
  }
}

async function readKey(keyFile: string, ask: AskPassphrase): Promise<AuditorKey> {
  try {
    const text = await readFile(keyFile, "utf8");
    const isProtected = "sealedPrivateKey" in AuditorKeyFile.parse(JSON.parse(text));
    return await readAuditorKeyFile(text, isProtected ? await ask(keyFile) : undefined);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const isWrong = error instanceof SealedRecordingError && error.code === "passphrase_wrong";
    if (isWrong) throw new CommandError(`The passphrase does not open ${keyFile}.`, 1, error);
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT" || code === "EACCES";
    throw new CommandError(
      isMissing ? `Cannot read ${keyFile} (${code}).` : `${keyFile} is no auditor key file.`,
      1,
      error,
    );
  }
}

async function unsealOwn(header: Header, key: AuditorKey, keyFile: string): Promise<AuditorShare> {
  try {
    return await unsealShare(header, key);
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    const isStranger = error.code === "auditor_unknown";
    throw new CommandError(
      isStranger ? `${keyFile} is not the key of an auditor of this recording.` : `${keyFile} does not open its share.`,
      1,
      error,
    );
  }
}
