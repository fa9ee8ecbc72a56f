import { CaseId, type LogProof, type ReleaseSecret } from "@ferndiagnose/protocol";
import type { BlobStore } from "../blob-store/blob-store.ts";
import { PurgeObstacle } from "./purge-obstacle.ts";
import type { Purge } from "./purge-table.ts";
import type { RetentionWardens } from "./retention-parts.ts";

interface Tried {
  blobs: Pick<BlobStore, "open">;
  wardens: Pick<RetentionWardens, "release" | "states">;
}

/**
 * Tries what somebody would try who wants to see the recording after all: to read the ciphertext, and to get the secret from the
 * wardens. Resolves when all of it fails for the right reason; an answer that does not come is no proof.
 */
export async function proveUnreadable(purge: Purge, { blobs, wardens }: Tried): Promise<void> {
  if (await opens(blobs, purge.recordingId)) throw new PurgeObstacle("still_readable");
  const states = new Map((await wardens.states(purge.recordingId)).map(({ wardenId, state }) => [wardenId, state]));
  const isGone = purge.receipts.every(({ wardenId }) => states.get(wardenId) === "destroyed");
  if (!isGone || [...states.values()].includes("stored")) throw new PurgeObstacle("secret_not_destroyed");
  if (!(await isReleaseRefused(purge, wardens))) throw new PurgeObstacle("secret_not_destroyed");
}

async function opens(blobs: Tried["blobs"], recordingId: string): Promise<boolean> {
  try {
    const blob = await blobs.open(recordingId);
    await blob.close();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "blob_missing") return false;
    throw error;
  }
}

/** A warden looks first whether there is anything to release. Any other refusal leaves open what it would say to a better request. */
async function isReleaseRefused({ recordingId, facts }: Purge, wardens: Tried["wardens"]): Promise<boolean> {
  const proof = facts.intent as LogProof;
  const caseId = CaseId.parse("a".repeat(16));
  const viewerKey = "0".repeat(64);
  const approval = { version: 1, caseId, recordingId, lock: "complaint", auditor: "0".repeat(32), viewerKey } as const;
  const signed = { approval: { ...approval, approvedAt: 0, expiresAt: 1 }, signature: "A".repeat(86) };
  const request: ReleaseSecret = {
    ...{ recordingId, caseId, viewerKey, lock: "complaint", opened: proof },
    approvals: [{ signed, proof }],
  };
  try {
    await wardens.release(request);
    return false;
  } catch (error) {
    if ((error as { code?: string }).code === "secret_destroyed") return true;
    throw error;
  }
}
