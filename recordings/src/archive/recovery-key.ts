import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fromHex, toHex } from "@ferndiagnose/sealed-recording";
import { type SigningKey, signingKeyFromSeed } from "@ferndiagnose/sealed-recording/node";
import { z } from "zod";
import { nodeFileLayer, writeAll } from "../blob-store/file-layer.ts";
import type { Random } from "../ports.ts";

const RecoveryKeyFile = z.strictObject({
  format: z.literal("ferndiagnose-recovery-key"),
  version: z.literal(1),
  seed: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The server's key for `recovered` frames: read from its file, or drawn and stored at the first start. */
export async function loadRecoveryKey(path: string, random: Random): Promise<SigningKey> {
  try {
    const { seed } = RecoveryKeyFile.parse(JSON.parse(await readFile(path, "utf8")));
    return signingKeyFromSeed(fromHex(seed));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const seed = random(32);
  const content = { format: "ferndiagnose-recovery-key", version: 1, seed: toHex(seed) };
  const file = await nodeFileLayer.open(path, "create");
  try {
    await writeAll(file, [Buffer.from(`${JSON.stringify(content)}\n`)], 0);
    await file.datasync();
  } finally {
    await file.close();
  }
  await nodeFileLayer.syncDirectory(dirname(path));
  return signingKeyFromSeed(seed);
}
