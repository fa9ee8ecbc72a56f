/** Every way this package refuses. The table is the whole vocabulary; messages are for logs, codes are for programs. */
export const sealedRecordingErrors = {
  header_invalid: "The header is malformed or contradicts itself.",
  header_unsupported: "The header has a version or suite this reader does not know.",
  frame_invalid: "A frame is malformed or out of place.",
  frame_unreadable: "A frame does not open: it was altered, or the root key belongs to another recording.",
  frame_too_large: "A batch does not fit into one frame.",
  record_invalid: "A record is cut short or claims more bytes than there are.",
  index_invalid: "The seek index is malformed.",
  writer_finished: "The recording is closed; its keys are gone.",
  context_reserved: "The signature context is malformed or reserved for the chain.",
  lock_unknown: "The recording has no such lock, or a lock of a kind this reader does not know.",
  lock_damaged: "The shares are right but the lock does not yield the root key.",
  auditor_unknown: "This auditor key holds no share of the lock.",
  share_unreadable: "The share does not open with the auditor's key.",
  share_corrupt: "A share differs from what was locked.",
  share_foreign: "A share belongs to another recording or lock.",
  share_duplicate: "A share was given twice.",
  shares_too_few: "Fewer shares than the lock demands.",
  external_missing: "The lock demands an external auditor, and none is among those who came.",
  secret_wrong: "The shred secret is not this recording's.",
  code_wrong: "The complaint code is not this recording's.",
  factor_invalid: "The shred secret is not 32 bytes long, or the complaint code is none.",
  auditor_set_invalid: "The auditor set contradicts itself, or its predecessors' members have not signed it.",
  key_file_invalid: "The auditor key file is malformed.",
  passphrase_wrong: "The passphrase does not open the auditor key file.",
} as const;

export type SealedRecordingErrorCode = keyof typeof sealedRecordingErrors;

export interface SealedRecordingErrorDetails {
  /** The auditor whose share or key is at fault. */
  readonly keyId?: string;
  /** The frame at fault, 0 for the header. */
  readonly seq?: number;
  /** Where in the file, or in the batch for `record_invalid`. */
  readonly offset?: number;
  /** What exactly, where the code alone does not say it. */
  readonly reason?: string;
  readonly cause?: unknown;
}

export class SealedRecordingError extends Error {
  override readonly name = "SealedRecordingError";
  readonly code: SealedRecordingErrorCode;
  readonly keyId: string | undefined;
  readonly seq: number | undefined;
  readonly offset: number | undefined;

  constructor(code: SealedRecordingErrorCode, details: SealedRecordingErrorDetails = {}) {
    super(messageOf(code, details.reason), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.keyId = details.keyId;
    this.seq = details.seq;
    this.offset = details.offset;
  }
}

function messageOf(code: SealedRecordingErrorCode, reason: string | undefined): string {
  return reason === undefined ? sealedRecordingErrors[code] : `${sealedRecordingErrors[code]} ${reason}`;
}
