import { unsealShare } from "../auditor-share.ts";
import { concatBytes } from "../bytes.ts";
import type { Header } from "../header.ts";
import { createRecording } from "../node/create-recording.ts";
import type { RecordingWriter } from "../node/recording-writer.ts";
import { type SigningKey, signingKeyFromSeed } from "../node/signing-key.ts";
import { openLock } from "../open-lock.ts";
import { RecordBatch } from "../record-batch.ts";
import { systemRandom } from "../web-crypto.ts";
import { type SampleAuditors, sampleAuditors } from "./sample-auditors.ts";

export const sampleStartMs = 1_800_000_000_000;

export interface Sample extends StartedSample {
  readonly root: Uint8Array;
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
  options: { readonly auditors?: SampleAuditors; readonly keyFrameEvery?: number } = {},
): Promise<Sample> {
  const { keyFrameEvery = 4 } = options;
  const { writer, headerBytes, ...started } = await startSample(options.auditors);
  const { header, auditors, shredSecret, complaintCode } = started;
  const shares = await Promise.all(auditors.keys.slice(0, 2).map((key) => unsealShare(header, key, "complaint")));
  const root = await openLock(header, { lock: "complaint", shares, shredSecret, complaintCode });
  const pieces = [headerBytes];
  for (const [at, batch] of batches.entries()) {
    const keyFrame = at % keyFrameEvery === 0;
    pieces.push(concatBytes(...writer.seal(batch, { utcMs: sampleStartMs + 500 * at, monoMs: 500 * at, keyFrame })));
  }
  const interrupted = concatBytes(...pieces);
  const endMs = 500 * batches.length;
  pieces.push(writer.finish({ utcMs: sampleStartMs + endMs, monoMs: endMs, reason: "customer_off" }).bytes);
  return { ...started, root, pieces, file: concatBytes(...pieces), interrupted };
}

export interface StartedSample {
  readonly header: Header;
  readonly auditors: SampleAuditors;
  readonly shredSecret: Uint8Array;
  readonly complaintCode: string;
  readonly recoveryKey: SigningKey;
}

/** Begins one, for four auditors of its own if no others are given. */
export async function startSample(
  given?: SampleAuditors,
): Promise<StartedSample & { readonly writer: RecordingWriter; readonly headerBytes: Uint8Array }> {
  const auditors = given ?? (await sampleAuditors());
  const recoveryKey = signingKeyFromSeed(systemRandom(32));
  const shredSecret = systemRandom(32);
  const complaintCode = sampleCode();
  const created = await createRecording({
    ...sampleOptions,
    recoveryKey: recoveryKey.publicKey,
    auditors: auditors.set,
    shredSecret,
    complaintCode,
  });
  return { ...created, auditors, shredSecret, complaintCode, recoveryKey };
}

/** 20 symbols of Crockford's base 32. That the last one is a check symbol is the customer's program's business. */
export function sampleCode(): string {
  return Array.from(systemRandom(20), (byte) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[byte & 31]).join("");
}

export const sampleOptions = {
  sessionId: "S-1",
  createdAtMs: sampleStartMs,
  latestDeleteAtMs: sampleStartMs + 90 * 86_400_000,
  retentionDays: 89,
  random: systemRandom,
};
