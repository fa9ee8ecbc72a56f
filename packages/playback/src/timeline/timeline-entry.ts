import { ChannelRecord, EventRecord, MarkerRecord, parseMessage } from "@ferndiagnose/protocol";
import { type RecordedItem, RecordKind } from "@ferndiagnose/sealed-recording";

/** Something that happened, besides the picture. `atMs` is the time in the recording. */
export type TimelineEntry = { atMs: number } & (
  | { kind: "event"; event: EventRecord }
  | { kind: "rights"; event: EventRecord }
  | { kind: "input"; channel: ChannelRecord["label"]; refused?: ChannelRecord["refused"]; message: unknown }
  | { kind: "marker"; marker: MarkerRecord["marker"] }
);

/** Undefined for records that are no part of the timeline. */
export function timelineEntry(record: RecordedItem): TimelineEntry | undefined {
  const atMs = Math.round(record.timeUs / 1000);
  switch (record.kind) {
    case RecordKind.lifeCycleEvent:
      return { atMs, kind: "event", event: parseMessage(EventRecord, textOf(record)) };
    case RecordKind.rightsEvent:
      return { atMs, kind: "rights", event: parseMessage(EventRecord, textOf(record)) };
    case RecordKind.channelMessage: {
      const { label, refused, text } = parseMessage(ChannelRecord, textOf(record));
      return { atMs, kind: "input", channel: label, ...(refused ? { refused } : {}), message: jsonOr(text) };
    }
    case RecordKind.marker:
      return { atMs, kind: "marker", ...parseMessage(MarkerRecord, textOf(record)) };
    default:
      return undefined;
  }
}

function textOf(record: RecordedItem): string {
  return new TextDecoder().decode(record.payload);
}

/** A technician's message stands in the recording as it arrived, JSON or not. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
