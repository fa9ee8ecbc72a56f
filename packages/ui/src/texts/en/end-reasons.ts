import type { endReasons as german } from "../de/end-reasons.ts";
import type { SameKeys } from "../text-key.ts";

export const endReasons: SameKeys<typeof german> = {
  customer_f11: "The session was ended with the F11 key on the computer that was shown.",
  customer_off: "The session was ended with the off button on the computer that was shown.",
  customer_closed_window: "The session ended because the window was closed on the computer that was shown.",
  customer_quit: "The session ended because the program was closed on the computer that was shown.",
  customer_lost: "The connection to the computer that was shown broke and did not come back in time.",
  technician_ended: "The hotline ended the session.",
  technician_lost: "The connection to the hotline broke and did not come back in time.",
  technician_turned_away: "The hotline declined, because the check code was wrong or the session did not fit.",
  consent_refused: "Consent was not given. Nothing was shown.",
  consent_withdrawn: "Consent was withdrawn. Nothing has been shown since.",
  key_expired: "The session key ran out before anybody joined. A new one will help.",
  recorder_not_ready: "Recording was not ready. Without recording there is no session.",
  recorder_lost: "The connection to the recording broke. Without recording there is no session.",
  recording_not_durable: "The recording could no longer be stored safely. That is why the session was ended.",
  recorder_disk_full: "The recording server’s disk is nearly full. That is why the session was ended.",
  media_failed: "The picture connection could not be set up, or it broke.",
  server_stopped: "Our service was stopped. Please start a new session in a few minutes.",
  program_failed: "The program on the computer that was shown had an error and was closed.",
};
