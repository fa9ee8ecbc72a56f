import { ProtocolError } from "@ferndiagnose/protocol";
import type { RecordingState } from "../database/tables.ts";

/** Throws unless a recording in this state can have a case: its session is over and its destruction has not begun. */
export function requireOpenable(state: RecordingState): void {
  switch (state) {
    case "complete":
    case "recovered":
    case "quarantined":
      return;
    case "open":
      throw new ProtocolError("case_state_wrong");
    case "shredding":
    case "destroyed":
      throw new ProtocolError("recording_gone");
  }
}
