import { link, mkdir, open, readFile, rm } from "node:fs/promises";
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

type StoredKey = z.infer<typeof KeyFile>;

export interface KeyFileOptions {
  readonly path: string;
  readonly kind: KeyKind;
  /** The log's origin, or what the witness is called. A key has one name for ever: for another one there must be another file. */
  readonly name: string;
  /** Gives that many random bytes. */
  readonly random: (length: number) => Uint8Array;
}

/** Reads the key, or draws and stores it, readable by nobody else, where there is none. Throws `key_malformed` for another's. */
export async function loadSigner(options: KeyFileOptions): Promise<NoteSigner> {
  const { path, kind, name } = options;
  const stored = (await readKeyFile(path)) ?? (await storeNewKey(options));
  if (stored.kind !== kind || stored.name !== name) {
    throw new TransparencyLogError("key_malformed", { about: `${path} is ${stored.kind} ${stored.name}` });
  }
  return signerFromSeed(kind, name, fromHex(stored.seed));
}

/** The key is whole before it has its name, and of two processes that draw one at once both take the same. */
async function storeNewKey({ path, kind, name, random }: KeyFileOptions): Promise<StoredKey> {
  const content = { format: "ferndiagnose-note-key", version: 1, kind, name, seed: toHex(random(32)) } as const;
  const draft = `${path}.${toHex(random(8))}`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft);
  }
  await syncDirectory(dirname(path));
  return (await readKeyFile(path)) ?? content;
}

async function readKeyFile(path: string): Promise<StoredKey | undefined> {
  try {
    return KeyFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    // For the operator to look into: nobody draws a second key silently.
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
