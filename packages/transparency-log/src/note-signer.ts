import { cosignatureMessage, formatCosignature } from "./cosignature.ts";
import { type NoteSignature, noteMessage } from "./signed-note.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** Ed25519 (RFC 8032) with a key that stays where it is. */
export type Sign = (message: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** A key that signs notes: its public half, and a way to have bytes signed. */
export interface NoteSigner {
  readonly key: VerifierKey;
  readonly sign: Sign;
}

/** A log's signature over its checkpoint. */
export async function signNote(text: string, { key, sign }: NoteSigner): Promise<NoteSignature> {
  return { name: key.name, keyId: key.keyId, signature: await sign(noteMessage(text)) };
}

/** A witness's cosignature: that at this time it had seen no larger tree of this log, and only ones that continue each other. */
export async function cosign(text: string, nowMs: number, { key, sign }: NoteSigner): Promise<NoteSignature> {
  const timeS = Math.floor(nowMs / 1000);
  const signature = formatCosignature(timeS, await sign(cosignatureMessage(text, timeS)));
  return { name: key.name, keyId: key.keyId, signature };
}
