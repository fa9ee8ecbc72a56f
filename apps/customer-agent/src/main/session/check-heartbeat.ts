import { createPublicKey, verify } from "node:crypto";
import { type Heartbeat, heartbeatSignedBytes } from "@ferndiagnose/protocol";

/** Whether a heartbeat was signed by the recording it speaks of. */
export type HeartbeatCheck = (heartbeat: Heartbeat) => boolean;

/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 raw bytes (RFC 8410, section 4). */
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** Undefined when this is no Ed25519 key: then no heartbeat will ever do. */
export function heartbeatCheckFor(recordingKey: string): HeartbeatCheck | undefined {
  const raw = Buffer.from(recordingKey, "base64url");
  if (raw.length !== 32) return undefined;
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: "der", type: "spki" });
  return (heartbeat) =>
    verify(null, heartbeatSignedBytes(heartbeat), key, Buffer.from(heartbeat.signature, "base64url"));
}
