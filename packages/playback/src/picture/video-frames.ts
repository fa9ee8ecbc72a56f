import type { RecordedItem } from "@ferndiagnose/sealed-recording";
import { type VideoFrame, VideoTrack } from "./video-track.ts";

/** The pictures of a recording, one after the other. */
export async function* videoFrames(
  records: AsyncIterable<RecordedItem> | Iterable<RecordedItem>,
): AsyncGenerator<VideoFrame, void, undefined> {
  const track = new VideoTrack();
  for await (const record of records) yield* track.handleRecord(record);
  yield* track.end();
}
