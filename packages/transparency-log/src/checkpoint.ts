import { fromBase64, toBase64 } from "./base64.ts";
import { TransparencyLogError } from "./errors.ts";
import { parseNote, type SignedNote } from "./signed-note.ts";
import { findSignature, type VerifierKey } from "./verifier-key.ts";
import type { TreeHead } from "./verify-consistency.ts";
import { type Checks, webChecks } from "./web-crypto.ts";

/** C2SP tlog-checkpoint: a log's word on how many leaves it has and which. */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
  /** Lines after the root, without meaning here; signed like the rest. */
  readonly extensions: readonly string[];
}

const decimal = /^(?:0|[1-9][0-9]{0,15})$/;

/** A tree size as it stands on a line. Undefined unless it is below 2^53 and has no leading zeroes. */
export function parseSize(text: string): number | undefined {
  const size = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(size) ? size : undefined;
}

/** The text of the note, to be signed. Logs of ours have no extension lines. */
export function formatCheckpoint({ origin, size, root }: Omit<Checkpoint, "extensions">): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** Throws `checkpoint_malformed`. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = "", sizeText = "", rootText = "", ...extensions] = text.replace(/\n$/, "").split("\n");
  const size = parseSize(sizeText);
  const root = fromBase64(rootText);
  const isWhole = text.endsWith("\n") && origin !== "" && !extensions.includes("");
  if (!isWhole || size === undefined || root?.length !== 32) throw new TransparencyLogError("checkpoint_malformed");
  return { origin, size, root, extensions };
}

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
}

/**
 * Reads a checkpoint that this log must have signed. Throws `note_malformed`, `checkpoint_malformed`, `origin_foreign`,
 * `signature_missing` or `signature_invalid`.
 */
export async function openCheckpoint(
  text: string,
  { origin, logKey }: { readonly origin: string; readonly logKey: VerifierKey },
  checks: Checks = webChecks,
): Promise<SignedCheckpoint> {
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== origin) throw new TransparencyLogError("origin_foreign");
  if ((await findSignature(note, logKey, checks)) === undefined) throw new TransparencyLogError("signature_missing");
  return { checkpoint, note };
}
