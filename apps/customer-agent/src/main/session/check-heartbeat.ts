import { verify } from "node:crypto";
import { type Heartbeat, heartbeatSignedBytes } from "@ferndiagnose/protocol";
import { readRecordingKey } from "./recording-key.ts";

/** Whether a heartbeat was signed by the recording it speaks of. */
export type HeartbeatCheck = (heartbeat: Heartbeat) => boolean;

/** Undefined when this is no Ed25519 key: then no heartbeat will ever do. */
export function heartbeatCheckFor(recordingKey: string): HeartbeatCheck | undefined {
  const key = readRecordingKey(recordingKey);
  if (key === undefined) return undefined;
  return (heartbeat) =>
    verify(null, heartbeatSignedBytes(heartbeat), key, Buffer.from(heartbeat.signature, "base64url"));
}
