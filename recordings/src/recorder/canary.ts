import { readFile, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "../ports.ts";
import { type CreateFile, createFile } from "./recording-file.ts";

export interface CanaryOptions {
  directory: string;
  /** Less free space than this admits no new session. */
  reserveBytes: number;
  random: Random;
  createFile?: CreateFile;
}

const canaryBytes = 4096;

/** Proves that the archive takes a file, keeps it and gives it back, and has room. Throws when it does not. */
export async function proveArchiveWritable(options: CanaryOptions): Promise<void> {
  const { directory, reserveBytes, random } = options;
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < reserveBytes) throw new Error("The archive has less free space than its reserve");
  const path = join(directory, `canary-${Buffer.from(random(8)).toString("hex")}`);
  const content = random(canaryBytes);
  const file = await (options.createFile ?? createFile)(path);
  try {
    await file.append(content);
    await file.sync();
    if (!Buffer.from(content).equals(await readFile(path))) throw new Error("The archive returned other bytes");
  } finally {
    await file.close();
    await unlink(path);
  }
}
