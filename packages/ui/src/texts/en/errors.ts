import type { errors as german } from "../de/errors.ts";
import type { SameKeys } from "../text-key.ts";

export const errors: SameKeys<typeof german> = {
  message_malformed: "The program received something it does not understand. Please reload the page or the program.",
  message_too_large: "That was too much at once. Please try again with less.",
  client_too_old: "This program is out of date. Please download the new version from the rescue portal.",
  server_too_old: "This program is newer than our service. Please download it again from the rescue portal.",
  key_malformed: "The session key has exactly seven digits from 0 to 9. Please enter it again.",
  key_not_accepted:
    "This session key is not valid, or not any more. Please compare the digits, or ask for a new one on the phone.",
  too_many_attempts: "There were too many attempts. Please wait a moment and try again.",
  not_signed_in: "You are no longer signed in. Please sign in again.",
  sign_in_failed: "The name or the password is not right. Please check both and try again.",
  link_not_accepted: "This one-time link is not valid, or not any more. Please ask for a new one.",
  not_allowed: "Your account may not do that. Please ask the person who manages your account.",
  origin_not_allowed: "The request came from a foreign page. Please open our page directly.",
  session_unknown: "This session no longer exists. Please start a new one.",
  not_possible_now: "That is not possible at this moment. Please wait a moment and try again.",
  download_not_unlocked: "This download is not valid any more. Please enter the session key on the start page again.",
  receipt_not_accepted:
    "Number and complaint code do not fit a session that we still know. Please compare both with your receipt.",
  consent_withdrawn_for_customer:
    "This customer's consent to remote support is withdrawn. As long as that is so, there is no session key.",
  consent_without_customer:
    "This session was not connected to a customer number, so there is no standing consent here that you could change. You are asked before every session.",
  recorder_unavailable:
    "Recording is not available right now, and without recording there is no session. Please try again in a few minutes.",
  recorder_not_ready:
    "The recording cannot store this session, so it does not start. Please try again in a few minutes.",
  recorder_clock_wrong:
    "The recording server’s clock cannot be right, so the session does not begin. Please tell the person who runs the server.",
  recorder_auditors_missing:
    "The recording server has no valid list of auditors, so the session does not begin. Please tell the person who runs the server.",
  recorder_disk_full:
    "There is no room for another recording, so the session does not begin. Please tell the person who runs the server.",
  recorder_disk_failed:
    "The recording server’s storage does not work properly, so the session does not begin. Please tell the person who runs the server.",
  recorder_warden_missing:
    "A key warden of the recording server does not answer, so the session does not begin. Please try again in a few minutes.",
  recorder_log_missing:
    "The recording server cannot write to its transparency log, so the session does not begin. Please try again in a few minutes.",
  recorder_witness_missing:
    "No witness confirms the recording server’s transparency log, so the session does not begin. Please try again in a few minutes.",
  recorder_retention_late:
    "The recording server does not delete recordings in time, so no new session begins. Please tell the person who runs the server.",
  complaint_code_unreadable:
    "The complaint code did not reach the recording server in readable form, so the session does not begin. Please start a new one.",
  complaint_not_accepted:
    "The number and the complaint code do not belong to any recording. Please compare both with your receipt.",
  recording_gone: "This recording is destroyed, or is just being destroyed. Nobody can open it any more.",
  recording_damaged: "The file of this recording cannot be read. Please report this to the operators.",
  case_unknown: "There is no such case for you. Please check the number.",
  case_state_wrong: "The case has not come that far yet, or is past it. Please load its state again.",
  cases_too_many:
    "There are too many open cases for this recording already. It is kept because of them. Please wait until one of them is closed.",
  statement_invalid: "The signature does not fit what it is to confirm. Please sign again with your key.",
  statement_stale: "What was signed is too old or lies in the future. Please compare the clocks and sign again.",
  hold_unknown: "This recording is not being kept. Please check the number.",
  hold_too_long: "Keeping a recording must be reviewed after 30 days at most. Please choose an earlier day.",
  second_person_missing: "This takes the signatures of two persons. Please ask a second person.",
  log_unavailable: "The transparency log cannot be written right now. Please try again in a few minutes.",
  media_refused: "The picture connection could not be set up. Please start a new session.",
  input_not_granted: "Control has not been allowed. Please ask for it to be allowed.",
  input_frozen: "Input is on hold until the recording is safe again. Please wait a moment.",
  input_on_own_window:
    "The windows of the help program cannot be operated from a distance. Only the person at the computer can do that.",
  input_outside_view: "Something that is not shown stands there. Only what can be seen can be operated.",
  input_too_fast: "That was too much input at once. Please continue a little more slowly.",
  secret_unknown: "The key warden has no secret of this recording. Please check the number.",
  secret_differs: "Another secret is already stored for this recording. Please report this to the operators.",
  secret_unreadable: "The secret is not sealed for this key warden. Please check the configured keys.",
  secret_lost: "The secret can no longer be read. Nobody can open this recording any more.",
  secret_destroyed: "This recording is destroyed. Nobody can open it any more.",
  secret_held: "Because of a complaint this recording must not be destroyed yet. Please finish the complaint first.",
  destruction_too_early: "By the key warden's clock it is too early for the destruction. Please compare the clocks.",
  warden_clock_set_back: "The key warden's clock is behind. Please set it right.",
  warden_unavailable: "The key warden is not ready. Please report this to the operators.",
  warden_foreign: "Another key warden than the agreed one answers. Please report this to the operators at once.",
  auditor_set_unknown: "The key warden does not know this auditor set. Please hand it over first.",
  auditor_set_refused: "This auditor set is not validly signed by the previous one. Please have it signed again.",
  log_proof_refused: "The proof from the transparency log is not right. Please report this to the operators.",
  log_unwitnessed: "Too few witnesses have confirmed the state of the transparency log. Please try again later.",
  log_forked:
    "The transparency log contradicts an earlier state. Please report this at once to the operators and auditors.",
  log_checkpoint_unknown: "The key warden does not know this state of the transparency log yet. Please try again.",
  log_details_differ: "What stands in the transparency log is not what is asked for. Please check the case.",
  case_closed: "This case is closed. Please open a new one.",
  approval_forged: "An approval is not signed by the person it names. Please report this to the auditors.",
  approval_differs: "An approval is for something else. Please have it given again for this case.",
  approval_expired: "An approval has run out. Please have it renewed.",
  approval_too_long: "An approval lasts longer than allowed. Please have it given again.",
  approval_from_future: "An approval carries a time in the future. Please compare the clocks.",
  approvals_too_few: "Approvals are still missing. Please ask further auditors.",
  approver_unknown: "An approval comes from somebody who is no auditor here. Please report this to the auditors.",
  approver_removed: "An approval comes from somebody who is no auditor any more. Please ask somebody else.",
  approver_without_share:
    "An approval comes from somebody who joined after this recording was made. Please ask somebody else.",
  approver_twice: "Two approvals come from the same person. Please ask somebody else.",
  approver_is_requester: "Whoever asks for an opening must not approve it. Please ask somebody else.",
  approver_was_technician: "Whoever helped in the session must not approve its opening. Please ask somebody else.",
  external_missing: "The approval of an external person is missing. Please ask an external auditor.",
  not_found: "There is nothing at this address. Please check the address.",
  internal: "Something went wrong on our side. Please try again in a moment.",
};
