import { SessionId } from "@ferndiagnose/protocol";
import { readEnds, SealedRecordingError, toHex } from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import type { Selectable } from "kysely";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { Tables } from "../database/tables.ts";

/** When a recording goes, and what its certificate will say of it. */
export interface DestructionDay {
  deleteAt: number;
  /** `end`: the signed end of the file. `header`: the latest day that its signed header allows. `row`: there is nothing to read. */
  source: "end" | "header" | "row";
  sessionId: SessionId | null;
  finalHash: string;
  bytes: number;
}

export type DestructionRow = Pick<
  Selectable<Tables["recording"]>,
  "recording_id" | "session_id" | "latest_delete_at" | "final_hash"
>;

const noHash = "0".repeat(64);

/**
 * Reads the day from the file, where it is signed. The table's word counts only for what cannot be read any more, and then the latest
 * day it knows.
 */
export async function readDestructionDay(blobs: Pick<BlobStore, "open">, row: DestructionRow): Promise<DestructionDay> {
  const unreadable: DestructionDay = {
    deleteAt: row.latest_delete_at,
    source: "row",
    sessionId: SessionId.safeParse(row.session_id).data ?? null,
    finalHash: row.final_hash ?? noHash,
    bytes: 0,
  };
  const blob = await openIfThere(blobs, row.recording_id);
  if (!blob) return unreadable;
  try {
    const { header, hash, end } = await readEnds(blob, { checks: nodeChecks });
    if (header.recordingId !== row.recording_id) return { ...unreadable, bytes: blob.size };
    const named = { sessionId: SessionId.safeParse(header.sessionId).data ?? null, bytes: blob.size };
    if (!end) {
      const finalHash = row.final_hash ?? toHex(hash);
      return { ...named, deleteAt: header.latestDeleteAtMs, source: "header", finalHash };
    }
    return { ...named, deleteAt: end.closing.deleteAtMs, source: "end", finalHash: toHex(end.head.hash) };
  } catch (error) {
    if (error instanceof SealedRecordingError) return { ...unreadable, bytes: blob.size };
    throw error;
  } finally {
    await blob.close();
  }
}

async function openIfThere(blobs: Pick<BlobStore, "open">, recordingId: string) {
  try {
    return await blobs.open(recordingId);
  } catch (error) {
    if ((error as { code?: string }).code === "blob_missing") return undefined;
    throw error;
  }
}
