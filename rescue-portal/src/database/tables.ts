import type { RecordingStatus, Role, SupportConsent } from "@ferndiagnose/protocol";

/** Everything the portal stores. Times are milliseconds since 1970; secrets stand here only as hashes. */
export interface Tables {
  accounts: {
    name: string;
    display_name: string;
    role: Role;
    /** Argon2id in PHC form; null for accounts that sign in by one-time link only. */
    password_hash: string | null;
    created_at: number;
  };
  account_sessions: { token_hash: string; account_name: string; expires_at: number };
  one_time_links: { token_hash: string; account_name: string; expires_at: number };
  /** Only live keys: a used or expired one has no row and cannot be told from one that never was. */
  session_keys: { key_hmac: string; session_id: string; expires_at: number };
  sessions: {
    id: string;
    technician_account: string;
    created_at: number;
    ended_at: number | null;
    check_code: string | null;
    resume_token_hash: string | null;
    /** The recording server this session is pinned to. */
    recorder_instance: string | null;
    /** … and the server that this was an instance of: SHA-256 of its secret. */
    recorder_server: string | null;
    /** SHA-256 of the proof that only the receipt's holder can make; from the consent on. */
    receipt_proof_hash: string | null;
    /** Keyed hash of the customer reference that the technician gave, if any. */
    customer_hmac: string | null;
  };
  /** A session's state is the fold over its events in the order of `seq`. */
  session_events: { session_id: string; seq: number; event: string };
  /** Consent to remote support as such: a history that is only added to. */
  support_consents: {
    customer_hmac: string;
    seq: number;
    state: SupportConsent;
    at: number;
    channel: "portal" | "hotline";
    /** Who of the hotline entered it; null for the customer's own word. */
    account: string | null;
  };
  /** What became of recordings, for whoever has a receipt's number. Outlives the session, names nobody. */
  recording_statuses: {
    session_id: string;
    state: Exclude<RecordingStatus["state"], "unknown">;
    delete_at: number | null;
    destroyed_at: number | null;
    /** JSON, as in `RecordingStatus`. */
    openings: string;
    changed_at: number;
    /** Who said so, as in `sessions`; null in rows that are older than this column. */
    server: string | null;
  };
}
