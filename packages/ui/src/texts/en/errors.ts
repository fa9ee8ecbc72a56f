import type { errors as german } from "../de/errors.ts";
import type { SameKeys } from "../text-key.ts";

export const errors: SameKeys<typeof german> = {
  message_malformed: "The program received something it does not understand. Please reload the page or the program.",
  message_too_large: "That was too much at once. Please try again with less.",
  client_too_old: "This program is out of date. Please download the new version from our help page.",
  server_too_old: "This program is newer than our service. Please download it again from our help page.",
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
  complaint_code_unreadable:
    "The complaint code did not reach the recording server in readable form, so the session does not begin. Please start a new one.",
  media_refused: "The picture connection could not be set up. Please start a new session.",
  input_not_granted: "Control has not been allowed. Please ask for it to be allowed.",
  input_frozen: "Input is on hold until the recording is safe again. Please wait a moment.",
  input_on_own_window:
    "The windows of the help program cannot be operated from a distance. Only the person at the computer can do that.",
  input_too_fast: "That was too much input at once. Please continue a little more slowly.",
  not_found: "There is nothing at this address. Please check the address.",
  internal: "Something went wrong on our side. Please try again in a moment.",
};
