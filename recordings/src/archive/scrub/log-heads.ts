import { directoryFiles, LogView } from "@ferndiagnose/transparency-log/node";
import { DecidingRows, type LoggedRecording } from "../../transparency/logged-recording.ts";
import type { KnownRecordings } from "./known-recordings.ts";

/** What an archive's transparency log knows, for reading beside a running server. */
export interface LogHeads {
  /** Undefined where the side table says nothing of the recording. */
  of(recordingId: string): LoggedRecording | undefined;
  /** Leaves that say how a recording ended, and that nobody can say the recording of. */
  endsUnopened: number;
}

/**
 * Reads the whole log once and holds against it what the side table says. Undefined where there is no log. Throws what `LogView` throws
 * where the log's files contradict its head.
 */
export async function readLogHeads(directory: string, known: KnownRecordings): Promise<LogHeads | undefined> {
  // Rows are there before their leaves: what is read first lacks nothing later but what comes after.
  const rows = known.headLeaves();
  const view = await LogView.open(directoryFiles(directory));
  if (!view) return undefined;
  const recordings = new Map<string, DecidingRows>();
  const wanted = new Set<number>();
  for (const row of rows) {
    const { recordingId } = row.about;
    // Only being appended, or of a leaf that a crash kept from the log.
    if (recordingId === undefined || row.index >= view.head.size) continue;
    const deciding = recordings.get(recordingId) ?? new DecidingRows();
    deciding.add(row);
    recordings.set(recordingId, deciding);
    wanted.add(row.index);
  }
  const entries = new Map<number, Uint8Array>();
  const unopened: number[] = [];
  let index = 0;
  for await (const bundle of view.bundles()) {
    for (const entry of bundle) {
      if (wanted.has(index)) entries.set(index, entry);
      else if (isEnd(entry)) unopened.push(index);
      index++;
    }
  }
  const judged = new Map<string, LoggedRecording>();
  for (const [recordingId, deciding] of recordings) {
    judged.set(
      recordingId,
      deciding.judge((at) => entries.get(at)),
    );
  }
  const endsUnopened = unopened.filter((at) => !known.hasLeaf(at)).length;
  return { of: (recordingId) => judged.get(recordingId), endsUnopened };
}

const endings = ["closed", "recovered"].map((type) => Buffer.from(`"type":"${type}"`));

/** Entries are canonical JSON, without spaces. */
function isEnd(entry: Uint8Array): boolean {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.length);
  return endings.some((ending) => bytes.includes(ending));
}
