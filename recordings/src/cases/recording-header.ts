import { ProtocolError } from "@ferndiagnose/protocol";
import { type Header, readHeader, SealedRecordingError } from "@ferndiagnose/sealed-recording";
import type { BlobStore } from "../blob-store/blob-store.ts";
import { BlobStoreError } from "../blob-store/blob-store-error.ts";

/** The header of a recording and the bytes it stands in. Throws `recording_damaged`, or `recording_gone` without a file. */
export async function recordingHeader(
  blobs: Pick<BlobStore, "open">,
  recordingId: string,
): Promise<{ header: Header; bytes: Uint8Array }> {
  const blob = await openRecordingBlob(blobs, recordingId);
  try {
    const { header, length } = await readHeader(blob);
    if (header.recordingId !== recordingId) throw new ProtocolError("recording_damaged");
    return { header, bytes: await blob.read(0, length) };
  } catch (error) {
    if (!(error instanceof SealedRecordingError)) throw error;
    throw new ProtocolError("recording_damaged", { cause: error });
  } finally {
    await blob.close();
  }
}

/** Throws `recording_gone` when there is no such file any more. */
export async function openRecordingBlob(blobs: Pick<BlobStore, "open">, recordingId: string) {
  try {
    return await blobs.open(recordingId);
  } catch (error) {
    if (!(error instanceof BlobStoreError) || error.code !== "blob_missing") throw error;
    throw new ProtocolError("recording_gone", { cause: error });
  }
}
