import { policy, type RecordingId, SessionId } from "@ferndiagnose/protocol";
import {
  type Anchor,
  type RecoverySigner,
  readEnds,
  SealedRecordingError,
  toHex,
} from "@ferndiagnose/sealed-recording";
import { nodeChecks } from "@ferndiagnose/sealed-recording/node";
import { companionOf } from "../blob-store/blob-name.ts";
import type { BlobStore } from "../blob-store/blob-store.ts";
import type { LoggedRecording } from "../transparency/logged-recording.ts";
import { putIntoQuarantine, readQuarantineMark } from "./quarantine.ts";
import { recoverBlob } from "./recover-blob.ts";

/** How a recording ended, as its last frame says, whose signature was checked. */
export interface RecordingEnd {
  state: "complete" | "recovered";
  endedAt: number;
  deleteAt: number;
  finalSeq: number;
  finalHash: string;
}

/** What a recording's file says about it. */
export interface RecordingFacts {
  recordingId: RecordingId;
  /** Null when the header cannot be read. */
  sessionId: SessionId | null;
  startedAt: number;
  latestDeleteAt: number;
  bytes: number;
  /** Undefined for one in quarantine. */
  end: RecordingEnd | undefined;
  /** What was cut off just now; undefined when the file had its end, or is in quarantine. */
  tornBytes: number | undefined;
  /** Why it is in quarantine. */
  quarantine?: string;
}

export interface SettleOptions {
  signer: RecoverySigner;
  nowMs: number;
  /** What the transparency log knows of the recording. */
  logged: LoggedRecording;
}

const dayMs = 86_400_000;

/** What the file of a known recording adds to its row. */
export function settledColumns({ end, bytes }: RecordingFacts) {
  if (!end) return { state: "quarantined", bytes } as const;
  const { state, endedAt, deleteAt, finalSeq, finalHash } = end;
  return { state, ended_at: endedAt, delete_at: deleteAt, final_seq: finalSeq, final_hash: finalHash, bytes };
}

/** Reads a recording whose writer is gone; recovers it when it has no end. It has one afterwards, or is in quarantine. */
export async function settleRecording(
  blobs: BlobStore,
  recordingId: RecordingId,
  { signer, nowMs, logged }: SettleOptions,
): Promise<RecordingFacts> {
  const { anchors, flaw } = logged;
  const isQuarantined = (await blobs.stat(companionOf(recordingId, "quarantine"))) !== undefined;
  if (isQuarantined) return quarantinedFacts(blobs, recordingId, nowMs);
  const known = await endedFacts(blobs, recordingId, anchors);
  const reason = flaw ?? (known?.isContradicted ? "anchor" : undefined);
  if (reason) {
    await putIntoQuarantine(blobs, recordingId, { reason, sinceMs: nowMs });
    return quarantinedFacts(blobs, recordingId, nowMs);
  }
  if (known) return known.facts;
  const recovery = await recoverBlob(blobs, recordingId, signer, { nowMs, anchors });
  if (recovery.outcome === "quarantined") return quarantinedFacts(blobs, recordingId, nowMs);
  const settled = await endedFacts(blobs, recordingId, anchors);
  if (!settled) throw new Error("A recovered recording has no end");
  return { ...settled.facts, tornBytes: recovery.outcome === "recovered" ? recovery.tornBytes : undefined };
}

interface EndedFacts {
  facts: RecordingFacts;
  /** The log knows of frames that are not there, or of another beginning or end. */
  isContradicted: boolean;
}

/**
 * Undefined when the file has no end that its keys signed, or no header. Holds beginning and end against the log: nobody but the
 * writer, who is gone, can have signed other frames in between; the scrub reads those.
 */
async function endedFacts(
  blobs: BlobStore,
  recordingId: RecordingId,
  anchors: readonly Anchor[],
): Promise<EndedFacts | undefined> {
  const blob = await blobs.open(recordingId);
  try {
    const { header, hash, end } = await readEnds(blob, { checks: nodeChecks });
    if (!end || header.recordingId !== recordingId) return undefined;
    const known = [{ seq: 0, hash }, end.head];
    const isContradicted = anchors.some(
      (anchor) =>
        anchor.seq > end.head.seq ||
        known.some((head) => head.seq === anchor.seq && Buffer.compare(head.hash, anchor.hash) !== 0),
    );
    const facts: RecordingFacts = {
      recordingId,
      sessionId: SessionId.safeParse(header.sessionId).data ?? null,
      startedAt: header.createdAtMs,
      latestDeleteAt: header.latestDeleteAtMs,
      bytes: blob.size,
      end: {
        state: end.status,
        endedAt: end.utcMs,
        deleteAt: end.closing.deleteAtMs,
        finalSeq: end.head.seq,
        finalHash: toHex(end.head.hash),
      },
      tornBytes: undefined,
    };
    return { facts, isContradicted };
  } catch (error) {
    // The header is damaged; recovery finds that out too, and what follows from it.
    if (error instanceof SealedRecordingError) return undefined;
    throw error;
  } finally {
    await blob.close();
  }
}

/** A file in quarantine whose header is lost is destroyed as if its session had just ended when it was found. */
async function quarantinedFacts(blobs: BlobStore, recordingId: RecordingId, nowMs: number): Promise<RecordingFacts> {
  const { sinceMs = nowMs, reason } = await readQuarantineMark(blobs, recordingId);
  const blob = await blobs.open(recordingId);
  try {
    const lost = {
      sessionId: null,
      startedAt: sinceMs,
      latestDeleteAt: sinceMs + policy.RECORDING_RETENTION_DAYS * dayMs,
    };
    const header = await readableHeader(blob, recordingId);
    return {
      recordingId,
      ...lost,
      ...header,
      bytes: blob.size,
      end: undefined,
      tornBytes: undefined,
      quarantine: reason,
    };
  } finally {
    await blob.close();
  }
}

async function readableHeader(blob: Parameters<typeof readEnds>[0], recordingId: RecordingId) {
  try {
    const { header } = await readEnds(blob, { checks: nodeChecks });
    if (header.recordingId !== recordingId) return {};
    const sessionId = SessionId.safeParse(header.sessionId).data ?? null;
    return { sessionId, startedAt: header.createdAtMs, latestDeleteAt: header.latestDeleteAtMs };
  } catch (error) {
    if (error instanceof SealedRecordingError) return {};
    throw error;
  }
}
