import { existsSync } from "node:fs";
import BetterSqlite3 from "better-sqlite3";
import type { RecordingState } from "../../database/tables.ts";

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
  close(): void;
}

const columns = "recording_id as recordingId, state, bytes, final_seq as finalSeq, final_hash as finalHash";

/** Undefined when there is no such file. */
export function openKnownRecordings(path: string): KnownRecordings | undefined {
  if (!existsSync(path)) return undefined;
  const file = new BetterSqlite3(path, { readonly: true });
  const one = file.prepare<[string], KnownRecording>(`select ${columns} from recording where recording_id = ?`);
  return {
    all: () => file.prepare<[], KnownRecording>(`select ${columns} from recording`).all(),
    of: (recordingId) => one.get(recordingId),
    close: () => void file.close(),
  };
}
