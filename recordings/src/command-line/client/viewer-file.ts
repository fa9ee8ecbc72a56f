import { readFile, writeFile } from "node:fs/promises";
import { fromHex, generateSealingKey, type SealingKey, toHex } from "@ferndiagnose/sealed-recording";
import { z } from "zod";
import type { Random } from "../../ports.ts";
import { CommandError } from "../command-error.ts";

const ViewerFile = z.strictObject({
  format: z.literal("ferndiagnose-viewer-key"),
  version: z.literal(1),
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  privateKey: z.string().regex(/^[0-9a-f]{64}$/),
});

export async function readViewerFile(path: string): Promise<SealingKey> {
  try {
    const { publicKey, privateKey } = ViewerFile.parse(JSON.parse(await readFile(path, "utf8")));
    return { publicKey: fromHex(publicKey), privateKey: fromHex(privateKey) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(
      code === "ENOENT" ? `There is no file ${path}.` : `${path} is no viewer key file.`,
      1,
      error,
    );
  }
}

/** A fresh key for one case; delete the file when the case is closed. Reads it instead when there is one already. */
export async function readOrMakeViewerFile(path: string, random: Random): Promise<SealingKey> {
  const key = await generateSealingKey(random);
  const file: z.infer<typeof ViewerFile> = {
    format: "ferndiagnose-viewer-key",
    version: 1,
    publicKey: toHex(key.publicKey),
    privateKey: toHex(key.privateKey),
  };
  try {
    await writeFile(path, `${JSON.stringify(file, null, 2)}\n`, { flag: "wx", mode: 0o600, flush: true });
    return key;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EEXIST") throw new CommandError(`Cannot write ${path} (${code}).`, 1, error);
    return readViewerFile(path);
  }
}
