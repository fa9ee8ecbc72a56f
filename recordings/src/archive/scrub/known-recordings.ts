import { existsSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import type { RecordingState } from "../../database/tables.ts";
import { type LeafRow, type StoredRow, toRow } from "../../transparency/leaf-table.ts";

export interface KnownRecording {
  recordingId: string;
  state: RecordingState;
  bytes: number;
  finalSeq: number | null;
  finalHash: string | null;
}

/** What the database says of the recordings, for reading beside a running server. */
export interface KnownRecordings {
  all(): KnownRecording[];
  of(recordingId: string): KnownRecording | undefined;
  /** Rows of the log's side table that decide how far recordings had come, in the order of the log. */
  headLeaves(): LeafRow[];
  hasLeaf(index: number): boolean;
  /** Recordings that are destroyed, or are being destroyed. */
  countGone(): number;
  close(): void;
}

const columns = "recording_id as recordingId, state, bytes, final_seq as finalSeq, final_hash as finalHash";

const decidingLeaves = `select * from leaf where type in ('opened', 'closed', 'recovered') or leaf_index in
  (select max(leaf_index) from leaf where type = 'anchor' group by recording_id) order by leaf_index`;

/** Undefined when there is no such file. */
export function openKnownRecordings(path: string): KnownRecordings | undefined {
  if (!existsSync(path)) return undefined;
  const file = new BetterSqlite3(path, { readonly: true });
  const one = file.prepare<[string], KnownRecording>(`select ${columns} from recording where recording_id = ?`);
  const leaf = file.prepare<[number]>("select 1 from leaf where leaf_index = ?");
  const gone = file.prepare<[], { count: number }>(
    "select count(*) as count from recording where state in ('shredding', 'destroyed')",
  );
  return {
    all: () => file.prepare<[], KnownRecording>(`select ${columns} from recording`).all(),
    of: (recordingId) => one.get(recordingId),
    headLeaves: () => file.prepare<[], StoredRow>(decidingLeaves).all().map(toRow),
    hasLeaf: (index) => leaf.get(index) !== undefined,
    countGone: () => gone.get()?.count ?? 0,
    close: () => void file.close(),
  };
}
