import { fromBase64, toBase64 } from "./base64.ts";
import { concatBytes } from "./bytes.ts";
import { TransparencyLogError } from "./errors.ts";
import { utf8 } from "./web-crypto.ts";

/** One signature line of a note (C2SP signed-note): the key's number is a hint, the name and it together tell the key. */
export interface NoteSignature {
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

export interface SignedNote {
  /** With its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const longestNote = 65_536;
const mostSignatures = 64;
const signatureLine = /^\u2014 ([^ ]+) ([^ ]+)$/u;
const keyName = /^[^\s+]{1,255}$/u;

/** Whether a key, or the origin of a log of ours, may have this name: no white space, no plus sign. */
export function isKeyName(name: string): boolean {
  return keyName.test(name) && isPlainText(name);
}

/** Reads the form and checks no signature. Throws `note_malformed`. */
export function parseNote(note: string): SignedNote {
  const malformed = (about: string) => new TransparencyLogError("note_malformed", { about });
  if (note.length > longestNote) throw malformed("too long");
  if (!isPlainText(note)) throw malformed("control characters or broken Unicode");
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw malformed("no signatures");
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > mostSignatures) throw malformed("too many signatures");
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

/** Reads one line, without its newline. Throws `note_malformed`. */
export function parseSignatureLine(line: string): NoteSignature {
  const [, name = "", encoded = ""] = signatureLine.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) {
    throw new TransparencyLogError("note_malformed", { about: "signature line" });
  }
  const keyId = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { name, keyId, signature: bytes.subarray(4) };
}

/** One signature line with its newline. */
export function formatSignature({ name, keyId, signature }: NoteSignature): string {
  const id = Uint8Array.from({ length: 4 }, (_, at) => Number.parseInt(keyId.slice(2 * at, 2 * at + 2), 16));
  return `\u2014 ${name} ${toBase64(concatBytes(id, signature))}\n`;
}

export function formatNote({ text, signatures }: SignedNote): string {
  if (!text.endsWith("\n") || !isPlainText(text)) throw new TransparencyLogError("note_malformed", { about: "text" });
  return `${text}\n${signatures.map(formatSignature).join("")}`;
}

/** What an Ed25519 signature on a note is over. */
export function noteMessage(text: string): Uint8Array {
  return utf8(text);
}

/** No control characters but newline; no half of a surrogate pair, which UTF-8 cannot carry. */
function isPlainText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these.
  return !/[\0-\x09\x0b-\x1f\ud800-\udfff]/u.test(text);
}
