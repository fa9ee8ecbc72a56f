import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { fromHex, toHex } from "../bytes.ts";
import { TransparencyLogError } from "../errors.ts";
import type { NoteSigner } from "../note-signer.ts";
import type { KeyKind } from "../verifier-key.ts";
import { signerFromSeed } from "./signer-from-seed.ts";

const KeyFile = z.strictObject({
  format: z.literal("ferndiagnose-note-key"),
  version: z.literal(1),
  kind: z.enum(["log", "witness"]),
  name: z.string(),
  seed: z.string().regex(/^[0-9a-f]{64}$/),
});

export interface KeyFileOptions {
  readonly path: string;
  readonly kind: KeyKind;
  /** The log's origin, or what the witness is called. A key has one name for ever: for another one there must be another file. */
  readonly name: string;
  /** Gives that many random bytes. */
  readonly random: (length: number) => Uint8Array;
}

/** Reads the key, or draws and stores it, readable by nobody else, where there is none. Throws `key_malformed` for another's. */
export async function loadSigner({ path, kind, name, random }: KeyFileOptions): Promise<NoteSigner> {
  const stored = await readKeyFile(path);
  if (stored !== undefined) {
    if (stored.kind !== kind || stored.name !== name) {
      throw new TransparencyLogError("key_malformed", { about: `${path} is ${stored.kind} ${stored.name}` });
    }
    return signerFromSeed(kind, name, fromHex(stored.seed));
  }
  const seed = random(32);
  const signer = await signerFromSeed(kind, name, seed);
  const content = { format: "ferndiagnose-note-key", version: 1, kind, name, seed: toHex(seed) };
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncDirectory(dirname(path));
  return signer;
}

async function readKeyFile(path: string): Promise<z.infer<typeof KeyFile> | undefined> {
  try {
    return KeyFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    // A crash at the first start can leave a torn file. It is for the operator to remove it: nobody draws a second key silently.
    throw new TransparencyLogError("key_malformed", { about: path });
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
