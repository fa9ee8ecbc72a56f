import { readFile } from "node:fs/promises";
import { WardenIdentity } from "@ferndiagnose/protocol";
import { z } from "zod";
import { writeDurably } from "./write-durably.ts";

const Pinned = z.array(WardenIdentity);

/**
 * Remembers which key wardens this server works with, from its first start on. Throws when one of them has other keys or is missing
 * now: recordings that exist would go on depending on it. Who retires a warden takes it out of the file, once its last recording is gone.
 */
export async function pinWardens(file: string, configured: readonly WardenIdentity[]): Promise<void> {
  const pinned = await readPinned(file);
  for (const { wardenId, sealingKey } of pinned) {
    const found = configured.find((warden) => warden.wardenId === wardenId);
    if (found?.sealingKey !== sealingKey) throw new Error(`Key warden ${wardenId} is not the one of the first start`);
  }
  if (configured.length > pinned.length) await writeDurably(file, `${JSON.stringify(configured, null, 2)}\n`);
}

async function readPinned(file: string): Promise<z.infer<typeof Pinned>> {
  try {
    return Pinned.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
