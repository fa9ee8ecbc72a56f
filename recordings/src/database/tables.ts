import type { LeafType, LockName } from "@ferndiagnose/protocol";

/** `open`: being written, or left by a crash and not yet looked at. `destroyed` is for ever. */
export const recordingStates = ["open", "complete", "recovered", "quarantined", "shredding", "destroyed"] as const;
export type RecordingState = (typeof recordingStates)[number];

export const caseStates = ["open", "taken", "approved", "released", "closed", "withdrawn", "expired"] as const;
export type CaseState = (typeof caseStates)[number];

/** Times are milliseconds since 1970, hashes and keys hexadecimal, JSON is text. */
export interface Tables {
  /**
   * One row for each recording there is or was. `technician` and `wardens` are null when the row had to be made from the file alone;
   * `session_id` when the file's header cannot be read. A destroyed recording names no technician.
   */
  recording: {
    recording_id: string;
    session_id: string | null;
    /** Pseudonym. */
    technician: string | null;
    state: RecordingState;
    started_at: number;
    ended_at: number | null;
    /** Fixed by the file's end; null while it has none. */
    delete_at: number | null;
    /** Whatever happens, the recording goes by then. */
    latest_delete_at: number;
    final_seq: number | null;
    final_hash: string | null;
    bytes: number;
    auditor_set_version: number | null;
    /** Numbers of the wardens that keep the shred secret: JSON list. */
    wardens: string | null;
  };
  /** What the log's leaves are about. Deleting a row makes its leaf unreadable for ever. */
  leaf: {
    leaf_index: number;
    recording_id: string | null;
    case_id: string | null;
    type: LeafType;
    at: number;
    salt: string;
    details: string;
  };
  review_case: {
    case_id: string;
    recording_id: string;
    lock: LockName;
    state: CaseState;
    requester: string;
    reason: string;
    /** The complaint code, sealed to each auditor: JSON. */
    codes: string | null;
    /** Signed by who asked, took and closed: JSON. */
    statements: string | null;
    viewer_key: string | null;
    taken_by: string | null;
    opened_at: number;
    expires_at: number | null;
    closed_at: number | null;
  };
  approval: { case_id: string; auditor: string; signed: string; share: string; leaf_index: number };
  /** Not ended: the recording can neither be shredded nor destroyed. Cannot be placed on one that is. */
  hold: {
    recording_id: string;
    case_id: string | null;
    owner: string;
    reason: string;
    review_at: number;
    placed_at: number;
    ended_at: number | null;
  };
  /** How far a destruction is. `fence` grows with every owner, so that one that lost its lease can be told. */
  purge: {
    recording_id: string;
    step: string;
    fence: number;
    owner: string | null;
    lease_until: number | null;
    intent_leaf: number | null;
    wardens: string | null;
    done_leaf: number | null;
    certificate: string | null;
    /** What the certificate needs and what is gone later: JSON. */
    facts: string | null;
  };
  /** The latest time this server has ever been sure of. One row, id 1. */
  clock_mark: { id: number; high_water_ms: number };
}
