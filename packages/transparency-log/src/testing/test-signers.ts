import { createHash } from "node:crypto";
import { signerFromSeed } from "../node/signer-from-seed.ts";
import type { NoteSigner } from "../note-signer.ts";
import type { KeyKind } from "../verifier-key.ts";

/** A key of its own for each name. */
export function testSigner(kind: KeyKind, name: string): Promise<NoteSigner> {
  return signerFromSeed(kind, name, createHash("sha256").update(`${kind} ${name}`).digest());
}
