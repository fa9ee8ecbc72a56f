import type { TimelineEntry } from "./timeline-entry.ts";

export interface TimelineHead {
  recordingId: string;
  sessionId: string;
  createdAtMs: number;
  durationMs: number;
  state: string;
}

/**
 * Pieces of one JSON document, so that a long session's timeline never stands in memory:
 * `{"recordingId":…,"entries":[…]}`.
 */
export async function* timelineJson(
  head: TimelineHead,
  entries: AsyncIterable<TimelineEntry> | Iterable<TimelineEntry>,
): AsyncGenerator<string, void, undefined> {
  yield `${JSON.stringify(head).slice(0, -1)},"entries":[`;
  let separator = "\n";
  for await (const entry of entries) {
    yield separator + JSON.stringify(entry);
    separator = ",\n";
  }
  yield "\n]}\n";
}
