import { open, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces a small file as a whole: afterwards it is durable, and never there in part. Readable by its owner only. */
export async function writeDurably(path: string, content: string): Promise<void> {
  const temporary = `${path}.new`;
  await writeFile(temporary, content, { mode: 0o600, flush: true });
  await rename(temporary, path);
  const directory = await open(dirname(path), "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
