/** Every way this package refuses. The table is the whole vocabulary; messages are for logs, codes are for programs. */
export const transparencyLogErrors = {
  hash_malformed: "A hash is not 32 bytes.",
  range_invalid: "There is no such leaf or tree size.",
  inclusion_invalid: "The leaf does not stand in the tree at this place.",
  consistency_invalid: "The larger tree does not continue the smaller one.",
  key_malformed: "The key is no verifier key of a known kind, or its number is not its own.",
  note_malformed: "The text is no signed note.",
  signature_missing: "No signature is by the key expected.",
  signature_invalid: "A signature by the key expected does not fit.",
  checkpoint_malformed: "The note is no checkpoint.",
  origin_foreign: "The checkpoint is another log's.",
  proof_malformed: "The proof does not have the form of one.",
  commitment_wrong: "The leaf commits to other details, or the salt is another one.",
  witnesses_too_few: "Fewer witnesses than demanded have cosigned the checkpoint.",
  request_malformed: "The request to the witness is malformed.",
  tile_malformed: "A tile or bundle does not have the form of one.",
  entry_invalid: "An entry is empty or longer than 65,535 bytes.",
  log_in_use: "Another living process writes this log.",
  log_damaged: "The log's files contradict its signed head.",
  log_failed: "Writing failed; nothing more is appended until the log has been opened anew.",
  log_closed: "The log is closed.",
  log_forked: "A witness has seen another history of this log, or a longer one.",
  witness_damaged: "What the witness remembers cannot be read.",
} as const;

export type TransparencyLogErrorCode = keyof typeof transparencyLogErrors;

export class TransparencyLogError extends Error {
  override readonly name = "TransparencyLogError";
  readonly code: TransparencyLogErrorCode;

  constructor(code: TransparencyLogErrorCode, details: { readonly about?: string; readonly cause?: unknown } = {}) {
    const about = details.about === undefined ? "" : ` (${details.about})`;
    super(`${transparencyLogErrors[code]}${about}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
  }
}
