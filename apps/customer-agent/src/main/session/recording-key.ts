import { createPublicKey, type KeyObject } from "node:crypto";

/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 raw bytes (RFC 8410, section 4). */
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** The key of a recording as `armed` names it. Undefined when this is no Ed25519 key: then nothing it signed will ever do. */
export function readRecordingKey(recordingKey: string): KeyObject | undefined {
  const raw = Buffer.from(recordingKey, "base64url");
  if (raw.length !== 32) return undefined;
  return createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: "der", type: "spki" });
}
