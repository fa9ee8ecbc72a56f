import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "../ports.ts";
import { loadLogKey } from "../transparency/open-journal.ts";

/** Where an archive keeps its transparency log. */
export function logDirectory(archiveDirectory: string): string {
  return join(archiveDirectory, "log");
}

/**
 * The verifier key of an archive's log, which key wardens and witnesses are set up with before the recording server runs for the first
 * time. Draws the key when there is none.
 */
export async function logVerifierKey(archiveDirectory: string, origin: string, random: Random): Promise<string> {
  const directory = logDirectory(archiveDirectory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return loadLogKey({ directory, origin, random });
}
