import { z } from "zod";

/**
 * Every error that one program may tell another, with the HTTP status it travels under. The words for people are in
 * `packages/ui`, by this code, in each language; `title` is the English text of the RFC 9457 problem document.
 */
export const errorTable = {
  message_malformed: { status: 400, title: "The message does not have the expected form." },
  message_too_large: { status: 413, title: "The message is larger than allowed." },
  client_too_old: { status: 426, title: "The program is older than this server." },
  server_too_old: { status: 426, title: "The program is newer than this server." },
  key_malformed: { status: 400, title: "A session key has exactly seven digits from 0 to 9." },
  key_not_accepted: { status: 404, title: "This session key is not valid (any more)." },
  too_many_attempts: { status: 429, title: "Too many attempts; wait before trying again." },
  not_signed_in: { status: 401, title: "Sign in first." },
  sign_in_failed: { status: 401, title: "Name or password is not right." },
  link_not_accepted: { status: 404, title: "This one-time link is not valid (any more)." },
  not_allowed: { status: 403, title: "This account may not do that." },
  origin_not_allowed: { status: 403, title: "The request comes from a foreign page." },
  session_unknown: { status: 404, title: "There is no such session." },
  not_possible_now: { status: 409, title: "The session is not in a state that allows this." },
  download_not_unlocked: {
    status: 403,
    title: "Downloads are unlocked by a session key; this session's time is over.",
  },
  receipt_not_accepted: { status: 404, title: "Number and complaint code do not fit a session that is still known." },
  consent_withdrawn_for_customer: {
    status: 409,
    title: "This customer has withdrawn their consent to remote support.",
  },
  consent_without_customer: { status: 409, title: "The session was held without a customer reference." },
  recorder_unavailable: { status: 503, title: "No recording server is ready; without recording there is no session." },
  recorder_not_ready: { status: 503, title: "The recording server cannot store this session." },
  recorder_clock_wrong: { status: 503, title: "The recording server's clock cannot be right." },
  recorder_auditors_missing: { status: 503, title: "The recording server has no valid set of auditors." },
  recorder_disk_full: { status: 503, title: "The recording server's disk has no room for another session." },
  recorder_disk_failed: { status: 503, title: "The recording server's disk does not keep what is written." },
  recorder_warden_missing: { status: 503, title: "A key warden of the recording server does not answer." },
  recorder_log_missing: { status: 503, title: "The recording server cannot write to its transparency log." },
  recorder_witness_missing: { status: 503, title: "No witness confirms the recording server's transparency log." },
  recorder_retention_late: { status: 503, title: "The recording server does not destroy recordings in time." },
  complaint_code_unreadable: { status: 400, title: "The complaint code is not sealed to this recording server." },
  complaint_not_accepted: { status: 404, title: "Number and complaint code do not fit a recording that exists." },
  recording_gone: { status: 410, title: "The recording is destroyed, or is just being destroyed." },
  recording_damaged: { status: 409, title: "The recording's file cannot be read." },
  case_unknown: { status: 404, title: "There is no such case for this auditor." },
  case_state_wrong: { status: 409, title: "The case is not in a state that allows this." },
  cases_too_many: { status: 409, title: "There are too many open cases for this recording." },
  statement_invalid: { status: 403, title: "The signature, or what was signed, does not fit." },
  statement_stale: { status: 409, title: "What was signed is too old, or dated in the future." },
  hold_unknown: { status: 404, title: "The recording is not held." },
  hold_too_long: { status: 400, title: "A hold must be reviewed within 30 days." },
  second_person_missing: { status: 403, title: "This takes the signatures of two persons." },
  log_unavailable: { status: 503, title: "The transparency log cannot be written." },
  media_refused: { status: 409, title: "The media connection could not be agreed on." },
  input_not_granted: { status: 403, title: "The customer has not granted control." },
  input_frozen: { status: 409, title: "Input is frozen because the recording is not durable." },
  input_on_own_window: { status: 403, title: "Input never reaches the support program's own windows." },
  input_outside_view: { status: 403, title: "Input reaches only what the customer shows." },
  input_too_fast: { status: 429, title: "Too many input messages at once." },
  secret_unknown: { status: 404, title: "This warden has no secret of the recording." },
  secret_differs: { status: 409, title: "Another secret of the recording is stored already." },
  secret_unreadable: { status: 400, title: "The secret does not open with this warden's key." },
  secret_lost: { status: 410, title: "The secret cannot be read any more: its key is gone, or it was altered." },
  secret_destroyed: { status: 410, title: "The secret is destroyed, for ever." },
  secret_held: { status: 409, title: "The secret is held for a complaint." },
  destruction_too_early: { status: 409, title: "By this warden's clock it is too early to destroy the secret." },
  warden_clock_set_back: { status: 503, title: "This warden's clock is behind the time it has already seen." },
  warden_unavailable: { status: 503, title: "This warden cannot trust its storage and does nothing more." },
  warden_foreign: { status: 502, title: "What answered is not the key warden that was agreed on." },
  auditor_set_unknown: { status: 409, title: "This warden does not know the auditor set of that version." },
  auditor_set_refused: { status: 403, title: "The auditor set does not follow from the one before it." },
  log_proof_refused: { status: 403, title: "The proof does not show that this stands in the log." },
  log_unwitnessed: { status: 403, title: "Too few witnesses have signed the log's checkpoint." },
  log_forked: { status: 403, title: "This checkpoint contradicts one seen before: the log was rewritten." },
  log_checkpoint_unknown: {
    status: 409,
    title: "Show this warden first that the checkpoint follows from the newest one it knows.",
  },
  log_details_differ: { status: 403, title: "What stands in the log is something else than what is asked for." },
  case_closed: { status: 409, title: "The case is closed." },
  approval_forged: { status: 403, title: "An approval is not signed by the auditor it names." },
  approval_differs: { status: 403, title: "An approval is for another case, recording, lock or viewer key." },
  approval_expired: { status: 403, title: "An approval has run out." },
  approval_too_long: { status: 403, title: "An approval lasts longer than one may." },
  approval_from_future: { status: 403, title: "An approval comes from the future." },
  approvals_too_few: { status: 403, title: "There are fewer approvals than the lock demands." },
  approver_unknown: { status: 403, title: "An approver was never an auditor here." },
  approver_removed: { status: 403, title: "An approver is no auditor any more." },
  approver_without_share: { status: 403, title: "An approver became an auditor after the recording was made." },
  approver_twice: { status: 403, title: "Two approvals come from the same person." },
  approver_is_requester: { status: 403, title: "An approver has asked for the opening." },
  approver_was_technician: { status: 403, title: "An approver was the technician of the session." },
  external_missing: { status: 403, title: "No external auditor has approved." },
  not_found: { status: 404, title: "There is nothing at this address." },
  internal: { status: 500, title: "Something went wrong on the server." },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorTable;
export const ErrorCode = z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]);

/** RFC 9457 problem details with our code. */
export const Problem = z.strictObject({
  type: z.string().max(200),
  title: z.string().max(300),
  status: z.int().min(400).max(599),
  code: ErrorCode,
  /** Whole seconds after which a new attempt makes sense; only with `too_many_attempts`. */
  retryAfterSeconds: z.int().min(0).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Builds the problem document of a code. */
export function problemOf(code: ErrorCode, retryAfterSeconds?: number): Problem {
  const { status, title } = errorTable[code];
  const problem: Problem = { type: `urn:ferndiagnose:problem:${code}`, title, status, code };
  return retryAfterSeconds === undefined ? problem : { ...problem, retryAfterSeconds };
}

/** An error that may be told to the other side by its code. The cause stays here. */
export class ProtocolError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super(errorTable[code].title, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ProtocolError";
    this.code = code;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}
