import type { BlobStore } from "../blob-store/blob-store.ts";
import { PurgeObstacle } from "./purge-obstacle.ts";
import type { Purge } from "./purge-table.ts";
import type { RetentionWardens } from "./retention-parts.ts";

/**
 * Tries what somebody would try who wants to see the recording after all: to read the ciphertext, and to get the secret from each
 * warden. Resolves when all of it fails for the right reason; an answer that does not come is no proof.
 */
export async function proveUnreadable(
  { recordingId, receipts }: Purge,
  { blobs, wardens }: { blobs: Pick<BlobStore, "open">; wardens: RetentionWardens },
): Promise<void> {
  const blob = await blobs.open(recordingId).catch((error: { code?: string }) => {
    if (error.code !== "blob_missing") throw error;
    return undefined;
  });
  if (blob) {
    await blob.close();
    throw new PurgeObstacle("still_readable");
  }
  const states = new Map((await wardens.states(recordingId)).map(({ wardenId, state }) => [wardenId, state]));
  const isGone = receipts.every(({ wardenId }) => states.get(wardenId) === "destroyed");
  if (!isGone || [...states.values()].includes("stored")) throw new PurgeObstacle("secret_not_destroyed");
}
