import { BlobStoreError } from "./blob-store-error.ts";

/** What stands beside a recording. */
export type Companion = "torn" | "quarantine" | "canary";

const pattern = /^([0-9a-f]{32})(?:\.([a-z]{1,20}))?$/;

/** Takes a name apart, or throws `blob_name_invalid`: whatever passes can be part of a path. */
export function parseBlobName(name: string): { recordingId: string; companion: string | undefined } {
  const [, recordingId, companion] = pattern.exec(name) ?? [];
  if (recordingId === undefined) throw new BlobStoreError("blob_name_invalid");
  return { recordingId, companion };
}

export function companionOf(recordingId: string, companion: Companion): string {
  return `${recordingId}.${companion}`;
}
