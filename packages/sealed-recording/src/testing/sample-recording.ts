import { type AuditorKey, generateAuditorKey } from "../auditor-key.ts";
import { unsealShare } from "../auditor-share.ts";
import { concatBytes } from "../bytes.ts";
import type { Header } from "../header.ts";
import { createRecording } from "../node/create-recording.ts";
import type { RecordingWriter } from "../node/recording-writer.ts";
import { type SigningKey, signingKeyFromSeed } from "../node/signing-key.ts";
import { openLock } from "../open-lock.ts";
import { RecordBatch } from "../record-batch.ts";
import { systemRandom } from "../web-crypto.ts";

export const sampleStartMs = 1_800_000_000_000;

export interface Sample {
  readonly header: Header;
  readonly root: Uint8Array;
  readonly auditors: readonly AuditorKey[];
  readonly recoveryKey: SigningKey;
  /** Header section, data frames, then index and final frame as one piece. */
  readonly pieces: readonly Uint8Array[];
  readonly file: Uint8Array;
  /** The file as a crash would leave it. */
  readonly interrupted: Uint8Array;
}

export function sampleBatch(times: readonly number[], payload: Uint8Array = Uint8Array.of(1, 2, 3)): Uint8Array {
  const batch = new RecordBatch();
  for (const timeUs of times) batch.append(timeUs, 1, payload);
  return batch.take();
}

/** Writes a small recording with real random keys: one frame per batch, 500 ms apart. */
export async function makeSample(
  batches: readonly Uint8Array[] = [sampleBatch([0, 10]), sampleBatch([500_000])],
): Promise<Sample> {
  const { writer, header, headerBytes, auditors, recoveryKey } = await startSample();
  const root = await openLock(
    header,
    await Promise.all(auditors.slice(0, 2).map((auditor) => unsealShare(header, auditor))),
  );
  const pieces = [headerBytes];
  for (const [at, batch] of batches.entries()) {
    pieces.push(writer.seal(batch, { utcMs: sampleStartMs + 500 * at, monoMs: 500 * at, keyFrame: at % 4 === 0 }));
  }
  const interrupted = concatBytes(...pieces);
  const endMs = 500 * batches.length;
  pieces.push(writer.finish({ utcMs: sampleStartMs + endMs, monoMs: endMs, reason: "customer_off" }).bytes);
  return { header, root, auditors, recoveryKey, pieces, file: concatBytes(...pieces), interrupted };
}

export async function startSample(): Promise<{
  writer: RecordingWriter;
  header: Header;
  headerBytes: Uint8Array;
  auditors: readonly AuditorKey[];
  recoveryKey: SigningKey;
}> {
  const auditors = await Promise.all([1, 2, 3].map(() => generateAuditorKey(systemRandom)));
  const recoveryKey = signingKeyFromSeed(systemRandom(32));
  const created = await createRecording({
    sessionId: "S-1",
    createdAtMs: sampleStartMs,
    latestDeleteAtMs: sampleStartMs + 90 * 86_400_000,
    retentionDays: 89,
    recoveryKey: recoveryKey.publicKey,
    locks: [{ kind: "auditors", name: "auditors", threshold: 2, auditors: auditors.map((key) => key.publicKey) }],
    random: systemRandom,
  });
  return { ...created, auditors, recoveryKey };
}
