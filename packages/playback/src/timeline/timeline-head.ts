/** What a timeline document says about its recording, before the entries. */
export interface TimelineHead {
  recordingId: string;
  sessionId: string;
  createdAtMs: number;
  durationMs: number;
  /** `complete`, `recovered` or `truncated`. */
  state: string;
}
