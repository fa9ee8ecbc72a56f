import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { containerOf, type PictureSize, type VideoFrame, VideoMuxer } from "@ferndiagnose/playback";

/** A stretch of the recording in one codec and size, as a file of its own. */
export interface VideoSegment extends PictureSize {
  fileName: string;
  startUs: number;
}

/** Writes pictures into files, a new one whenever codec or size change. */
export class VideoSegments {
  readonly segments: VideoSegment[] = [];
  readonly #directory: string;
  #open: { muxer: VideoMuxer; stream: WriteStream; first: VideoFrame } | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async add(frame: VideoFrame): Promise<void> {
    if (frame.isKeyFrame && (!this.#open || differs(frame, this.#open.first))) await this.#begin(frame);
    await this.#open?.muxer.add(frame);
  }

  async end(endUs: number): Promise<void> {
    if (!this.#open) return;
    const { muxer, stream } = this.#open;
    this.#open = undefined;
    await muxer.end(endUs);
    stream.end();
    await finished(stream);
  }

  async #begin(first: VideoFrame): Promise<void> {
    await this.end(first.timeUs);
    const fileName = `${this.segments.length}.${containerOf(first.codec)}`;
    const stream = createWriteStream(join(this.#directory, fileName), { flags: "wx", mode: 0o600 });
    const muxer = new VideoMuxer(first, (bytes) => writeTo(stream, bytes));
    this.#open = { muxer, stream, first };
    this.segments.push({ fileName, startUs: first.timeUs, width: first.width, height: first.height });
  }
}

function differs(a: VideoFrame, b: VideoFrame): boolean {
  return a.codec !== b.codec || a.width !== b.width || a.height !== b.height;
}

function writeTo(stream: WriteStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
