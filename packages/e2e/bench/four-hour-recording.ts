import { type FileHandle, open } from "node:fs/promises";
import {
  type AuditorKey,
  generateAuditorKey,
  openLock,
  type RandomAccess,
  RecordBatch,
  RecordKind,
  systemRandom,
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

/** A recording as the recorder begins it, with its auditors at hand. */
export async function beginRecording(): Promise<CreatedRecording & { auditors: AuditorKey[] }> {
  const auditors = await Promise.all([1, 2, 3].map(() => generateAuditorKey(systemRandom)));
  const createdAtMs = 1_800_000_000_000;
  const created = await createRecording({
    sessionId: "bench",
    createdAtMs,
    latestDeleteAtMs: createdAtMs + 91 * 86_400_000,
    retentionDays: 90,
    recoveryKey: signingKeyFromSeed(systemRandom(32)).publicKey,
    locks: [
      { kind: "auditors", name: "auditors-1", threshold: 2, auditors: auditors.map(({ publicKey }) => publicKey) },
    ],
    random: systemRandom,
  });
  return { ...created, auditors };
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
  const { header, headerBytes, writer, auditors } = await beginRecording();
  const shares = await Promise.all(auditors.slice(0, 2).map((auditor) => unsealShare(header, auditor)));
  const root = await openLock(header, shares);
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
    await handle.write(writer.seal(batchAt(monoMs, frameBytes), { utcMs: createdAtMs + monoMs, monoMs, keyFrame }));
  }
  const at = { utcMs: createdAtMs + durationMs, monoMs: durationMs };
  await handle.write(writer.finish({ ...at, reason: "customer_off" }).bytes);
}
