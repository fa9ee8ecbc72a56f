import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { Pseudonym, type RecordingId } from "@ferndiagnose/protocol";
import type { Random } from "../ports.ts";

/** What is kept of one recording. Whoever asked for it overwrites `secret` after use. */
export interface KeptSecret {
  readonly secret: Uint8Array;
  readonly technician: Pseudonym;
  readonly auditorSetVersion: number;
  readonly storedAt: number;
}

/** Where a blob belongs: it opens nowhere else. */
export interface BlobPlace {
  readonly recordingId: RecordingId;
  /** Day of the epoch key. */
  readonly day: string;
  readonly isHeld: boolean;
}

const magic = Buffer.from("FDW\x01");
const secretBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const plainBytes = secretBytes + 8 + 4 + 9;

/**
 * The blob: magic, nonce, AES-256-GCM of secret, time (u64), version (u32) and pseudonym. Its key is derived from the day's or
 * the hold's key for this recording alone; the nonce is random, because a store that a crash undid may happen once more.
 */
export function sealSecret(wrappingKey: Uint8Array, place: BlobPlace, kept: KeptSecret, random: Random): Buffer {
  const nonce = random(nonceBytes);
  const plain = Buffer.alloc(plainBytes);
  plain.set(kept.secret, 0);
  plain.writeBigUInt64BE(BigInt(kept.storedAt), secretBytes);
  plain.writeUInt32BE(kept.auditorSetVersion, secretBytes + 8);
  plain.write(kept.technician, secretBytes + 12, "latin1");
  const key = blobKey(wrappingKey, place);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aadOf(place));
  const sealed = Buffer.concat([magic, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  plain.fill(0);
  key.fill(0);
  return sealed;
}

/** Undefined when the blob was altered, belongs elsewhere, or is under another key. */
export function openSecret(wrappingKey: Uint8Array, place: BlobPlace, blob: Buffer): KeptSecret | undefined {
  const sealed = blob.subarray(magic.length + nonceBytes, -tagBytes);
  if (sealed.length !== plainBytes || !blob.subarray(0, magic.length).equals(magic)) return undefined;
  const key = blobKey(wrappingKey, place);
  const nonce = blob.subarray(magic.length, magic.length + nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
    .setAAD(aadOf(place))
    .setAuthTag(blob.subarray(-tagBytes));
  const plain = decipher.update(sealed);
  try {
    decipher.final();
    return {
      secret: Uint8Array.from(plain.subarray(0, secretBytes)),
      storedAt: Number(plain.readBigUInt64BE(secretBytes)),
      auditorSetVersion: plain.readUInt32BE(secretBytes + 8),
      technician: Pseudonym.parse(plain.toString("latin1", secretBytes + 12)),
    };
  } catch {
    // The tag does not fit: the caller says what that means.
    return undefined;
  } finally {
    plain.fill(0);
    key.fill(0);
  }
}

function blobKey(wrappingKey: Uint8Array, { recordingId }: BlobPlace): Buffer {
  const info = Buffer.concat([Buffer.from("FDR1 warden secret\0"), Buffer.from(recordingId, "hex")]);
  return Buffer.from(hkdfSync("sha256", wrappingKey, "", info, 32));
}

function aadOf({ recordingId, day, isHeld }: BlobPlace): Buffer {
  return Buffer.from(`FDR1 warden secret\0${recordingId} ${isHeld ? "held" : "day"} ${day}`);
}
