import type { EndReason, MarkerRecord, RecorderMessage, RelayCommand, SessionEvent } from "@ferndiagnose/protocol";

/** What a recorded session wants done. Whoever runs it has the sockets, the relay and the file. */
export type SessionAction =
  | { type: "tell_portal"; message: RecorderMessage }
  | { type: "command_relay"; command: RelayCommand }
  /** An event of the portal or of this server, to be recorded at this moment of the recording. */
  | { type: "record_event"; event: SessionEvent }
  | { type: "record_marker"; marker: MarkerRecord["marker"] }
  | { type: "record_batch"; records: Uint8Array }
  | { type: "beat" }
  /** Everything has been recorded: write the final frame. */
  | { type: "seal"; reason: EndReason }
  /** The file cannot be written any more; it is left as it is. */
  | { type: "abandon" }
  | { type: "log"; step: LifeCycleStep; fields?: object }
  | { type: "over" };

export type LifeCycleStep =
  | "armed"
  | "arm_refused"
  | "live"
  | "suspended"
  | "resumed"
  | "relay_refused"
  | "ended"
  | "sealed"
  | "abandoned";
