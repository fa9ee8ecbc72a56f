import { type FileHandle, open } from "node:fs/promises";
import { complaintCodeOf } from "@ferndiagnose/protocol";
import {
  type AuditorKey,
  type AuditorSet,
  generateAuditorKey,
  openLock,
  type RandomAccess,
  RecordBatch,
  RecordKind,
  systemRandom,
  toHex,
  unsealShare,
} from "@ferndiagnose/sealed-recording";
import {
  type CreatedRecording,
  createRecording,
  type RecordingWriter,
  signingKeyFromSeed,
} from "@ferndiagnose/sealed-recording/node";

const packetBytes = 1150;
const keyFrameEveryMs = 5_000;

export interface WrittenRecording {
  source: RandomAccess;
  root: Uint8Array;
  close(): Promise<void>;
}

export interface BegunRecording extends CreatedRecording {
  /** Opens it: what two auditors, a key warden and the customer would have to bring together. */
  root(): Promise<Uint8Array>;
}

/** A recording as the recorder begins it, with whoever can open it at hand. */
export async function beginRecording(): Promise<BegunRecording> {
  const keys = await Promise.all([1, 2, 3].map(() => generateAuditorKey(systemRandom)));
  const shredSecret = systemRandom(32);
  const complaintCode = complaintCodeOf(systemRandom(19));
  const createdAtMs = 1_800_000_000_000;
  const created = await createRecording({
    sessionId: "bench",
    createdAtMs,
    latestDeleteAtMs: createdAtMs + 91 * 86_400_000,
    retentionDays: 90,
    recoveryKey: signingKeyFromSeed(systemRandom(32)).publicKey,
    auditors: setOf(keys),
    shredSecret,
    complaintCode,
    random: systemRandom,
  });
  const { header } = created;
  const root = async () => {
    const shares = await Promise.all(keys.slice(0, 2).map((key) => unsealShare(header, key, "complaint")));
    return openLock(header, { lock: "complaint", shares, shredSecret, complaintCode });
  };
  return { ...created, root };
}

/** Whoever creates a recording has checked the signatures of its set; here there are none. */
function setOf(keys: readonly AuditorKey[]): AuditorSet {
  const auditors = keys.map((key, at) => ({
    keyId: key.keyId,
    publicKey: toHex(key.publicKey),
    signingKey: toHex(key.signingKey),
    person: `auditor${"abc"[at]}`,
    external: at === 2,
    technicianPseudonyms: [],
  }));
  const thresholds = { complaint: 2, breakGlass: 3 };
  return { format: "ferndiagnose-auditor-set", version: 1, previous: null, thresholds, auditors, signatures: [] };
}

/** Records of packets, about this many bytes of them. */
export function batchAt(timeMs: number, bytes: number): Uint8Array {
  const batch = new RecordBatch(bytes + packetBytes + 64);
  const packet = systemRandom(packetBytes);
  for (let number = 0; batch.length < bytes; number += 1) {
    batch.append(timeMs * 1000 + number, RecordKind.rtpFromCustomer, packet);
  }
  return batch.take();
}

/** Writes a recording of this length into a file, two frames a second, and opens its lock. */
export async function writeRecording(file: string, durationMs: number, frameBytes: number): Promise<WrittenRecording> {
  const begun = await beginRecording();
  const { header, headerBytes, writer } = begun;
  const root = await begun.root();
  const handle = await open(file, "w+");
  await handle.write(headerBytes);
  await writeFrames(handle, writer, header.createdAtMs, durationMs, frameBytes);
  const { size } = await handle.stat();
  const read = async (offset: number, length: number) => {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  };
  return { source: { size, read }, root, close: () => handle.close() };
}

async function writeFrames(
  handle: FileHandle,
  writer: RecordingWriter,
  createdAtMs: number,
  durationMs: number,
  frameBytes: number,
): Promise<void> {
  for (let monoMs = 0; monoMs < durationMs; monoMs += 500) {
    const keyFrame = monoMs % keyFrameEveryMs === 0;
    await handle.writev(writer.seal(batchAt(monoMs, frameBytes), { utcMs: createdAtMs + monoMs, monoMs, keyFrame }));
  }
  const at = { utcMs: createdAtMs + durationMs, monoMs: durationMs };
  await handle.write(writer.finish({ ...at, reason: "customer_off" }).bytes);
}
