import { type Anchor, type RecoverySigner, readHeader, recoverRecording } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { companionOf } from "../blob-store/blob-name.ts";
import type { BlobStore } from "../blob-store/blob-store.ts";
import { putIntoQuarantine, type QuarantineReason } from "./quarantine.ts";

export type BlobRecovery =
  /** It has an end already. */
  | { outcome: "unchanged" }
  | { outcome: "recovered"; tornBytes: number }
  | { outcome: "quarantined"; reason: QuarantineReason };

export interface RecoverBlobOptions {
  nowMs: number;
  /** What the log knows: a file that does not reach so far was not cut by a crash. */
  anchors: readonly Anchor[];
}

/**
 * Gives a recording whose writer is gone its end (FDR1 specification, section 10), or puts it into quarantine. May be interrupted at
 * any point and run again: the outcome is the same, byte for byte.
 */
export async function recoverBlob(
  blobs: BlobStore,
  recordingId: string,
  signer: RecoverySigner,
  { nowMs, anchors }: RecoverBlobOptions,
): Promise<BlobRecovery> {
  const quarantined = async (reason: QuarantineReason): Promise<BlobRecovery> => {
    await putIntoQuarantine(blobs, recordingId, { reason, sinceMs: nowMs });
    return { outcome: "quarantined", reason };
  };
  const blob = await blobs.open(recordingId);
  try {
    const plan = await recoverRecording(blob, signer, { anchors, checks: nodeChecks });
    if (plan.outcome === "unchanged") return { outcome: "unchanged" };
    if (plan.outcome === "refused") return await quarantined(plan.reason);
    const { header } = await readHeader(blob);
    if (header.recordingId !== recordingId) return await quarantined("name");
    const { cutAt, tornTail, frame } = plan;
    if (tornTail.length > 0) await keepTornTail(blobs, recordingId, tornTail);
    await blobs.mend(recordingId, { cutAt, append: frame });
    return { outcome: "recovered", tornBytes: tornTail.length };
  } finally {
    await blob.close();
  }
}

/** The first tail is the one that the crash left; a later one is of an interrupted recovery. */
async function keepTornTail(blobs: BlobStore, recordingId: string, tail: Uint8Array): Promise<void> {
  const name = companionOf(recordingId, "torn");
  if ((await blobs.stat(name)) === undefined) await blobs.put(name, tail);
}
