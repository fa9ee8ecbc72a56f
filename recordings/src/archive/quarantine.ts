import type { RecoveryRefusal } from "@ferndiagnose/sealed-recording";
import { z } from "zod";
import { companionOf } from "../blob-store/blob-name.ts";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { LogFlaw } from "../transparency/logged-recording.ts";

/**
 * `name`: the file's header is of another recording. `anchor`: the log knows of frames that are not there, or of others.
 * `leaf_altered`, `other_ends`: what is said of the recording's leaves contradicts the log.
 */
export type QuarantineReason = RecoveryRefusal | LogFlaw | "name";

/** Why a recording is left alone, and since when: what cannot be read has no day of destruction of its own. */
export const QuarantineMark = z.object({ reason: z.string(), sinceMs: z.int().min(0).optional() });
export type QuarantineMark = z.infer<typeof QuarantineMark>;

export async function putIntoQuarantine(
  blobs: BlobStore,
  recordingId: string,
  mark: { reason: QuarantineReason; sinceMs: number },
): Promise<void> {
  await blobs.put(companionOf(recordingId, "quarantine"), Buffer.from(`${JSON.stringify(mark)}\n`));
}

export async function readQuarantineMark(blobs: BlobStore, recordingId: string): Promise<QuarantineMark> {
  const blob = await blobs.open(companionOf(recordingId, "quarantine"));
  try {
    return QuarantineMark.parse(JSON.parse(Buffer.from(await blob.read(0, blob.size)).toString()));
  } finally {
    await blob.close();
  }
}
