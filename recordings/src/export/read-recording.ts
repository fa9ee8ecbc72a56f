import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import {
  type CoveredPeriod,
  CoveredPeriods,
  EntryOrder,
  type TimelineEntry,
  type TimelineHead,
  timelineEntry,
  VideoTrack,
} from "@ferndiagnose/playback";
import type { RecordedItem } from "@ferndiagnose/sealed-recording";
import { type VideoSegment, VideoSegments } from "./video-segments.ts";

export interface ReadOptions {
  records: AsyncIterable<RecordedItem>;
  head: TimelineHead;
  /** For the video segments. */
  directory: string;
  timelineFile: string;
  onProgress: (share: number) => void;
}

export interface ReadResult {
  segments: VideoSegment[];
  frames: number;
  droppedFrames: number;
  entries: number;
  covered: CoveredPeriod[];
}

/** Goes through an opened recording once: its picture into segment files, its timeline into JSON. Memory stays constant. */
export async function readRecording({
  records,
  head,
  directory,
  timelineFile,
  onProgress,
}: ReadOptions): Promise<ReadResult> {
  const track = new VideoTrack();
  const video = new VideoSegments(directory);
  const timeline = new TimelineFile(timelineFile, head);
  let frames = 0;
  for await (const record of records) {
    onProgress(Math.min(1, record.timeUs / 1000 / Math.max(1, head.durationMs)));
    for (const frame of track.handleRecord(record)) {
      await video.add(frame);
      frames++;
    }
    const entry = timelineEntry(record);
    if (entry) await timeline.add(entry);
  }
  for (const frame of track.end()) {
    await video.add(frame);
    frames++;
  }
  await video.end(head.durationMs * 1000);
  const covered = await timeline.end(head.durationMs);
  return { segments: video.segments, frames, droppedFrames: track.droppedFrames, entries: timeline.entries, covered };
}

/** Writes the timeline as one JSON document while its entries come; what they say about the picture comes last. */
class TimelineFile {
  entries = 0;
  readonly #stream;
  readonly #order = new EntryOrder();
  readonly #covered = new CoveredPeriods();

  constructor(path: string, head: TimelineHead) {
    this.#stream = createWriteStream(path, { mode: 0o600 });
    this.#stream.write(`${JSON.stringify(head).slice(0, -1)},"entries":[`);
  }

  async add(entry: TimelineEntry): Promise<void> {
    for (const ordered of this.#order.push(entry)) await this.#write(ordered);
  }

  async end(durationMs: number): Promise<CoveredPeriod[]> {
    for (const entry of this.#order.end()) await this.#write(entry);
    const covered = this.#covered.until(durationMs);
    this.#stream.end(`\n],"covered":${JSON.stringify(covered)}}\n`);
    await finished(this.#stream);
    return covered;
  }

  async #write(entry: TimelineEntry): Promise<void> {
    this.#covered.push(entry);
    const isFull = !this.#stream.write(`${this.entries === 0 ? "\n" : ",\n"}${JSON.stringify(entry)}`);
    this.entries++;
    if (isFull) await once(this.#stream, "drain");
  }
}
