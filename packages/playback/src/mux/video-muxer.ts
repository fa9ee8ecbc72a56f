import type { VideoCodec } from "@ferndiagnose/protocol";
import {
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  Output,
  StreamTarget,
  WebMOutputFormat,
} from "mediabunny";
import type { VideoFrame } from "../picture/video-track.ts";

/** Takes the bytes of a file in order. */
export type ByteSink = (bytes: Uint8Array) => Promise<void> | void;

const sourceCodecs = { VP8: "vp8", VP9: "vp9", H264: "avc", AV1: "av1" } as const;
/** Codec strings only describe here; decoders read the stream itself. */
const codecStrings: Record<VideoCodec, string> = {
  VP8: "vp8",
  VP9: "vp09.00.10.08",
  H264: "avc1.42001f",
  AV1: "av01.0.04M.08",
};

/** WebM, or Matroska for H.264, which WebM has no place for. */
export function containerOf(codec: VideoCodec): "webm" | "mkv" {
  return codec === "H264" ? "mkv" : "webm";
}

/**
 * Writes pictures of one codec and size into a WebM or Matroska file, front to back, with constant memory.
 * Times are those of the recording, so the first picture seldom stands at zero.
 */
export class VideoMuxer {
  readonly #output: Output;
  readonly #source: EncodedVideoPacketSource;
  readonly #first: VideoFrame;
  #waiting: VideoFrame | undefined;
  #started = false;

  /** `first` is the first picture, a key frame; hand it to `add` as well. */
  constructor(first: VideoFrame, sink: ByteSink) {
    const format = containerOf(first.codec) === "mkv" ? MkvOutputFormat : WebMOutputFormat;
    const stream = new WritableStream<{ data: Uint8Array }>({ write: ({ data }) => sink(data) });
    this.#first = first;
    this.#source = new EncodedVideoPacketSource(sourceCodecs[first.codec]);
    this.#output = new Output({ format: new format({ appendOnly: true }), target: new StreamTarget(stream) });
    this.#output.addVideoTrack(this.#source);
  }

  async add(frame: VideoFrame): Promise<void> {
    if (!this.#started) {
      this.#started = true;
      await this.#output.start();
    }
    if (this.#waiting) await this.#write(this.#waiting, frame.timeUs);
    this.#waiting = frame;
  }

  /** `endUs` is how long the last picture stands. */
  async end(endUs: number): Promise<void> {
    if (this.#waiting) await this.#write(this.#waiting, Math.max(endUs, this.#waiting.timeUs + 1_000));
    this.#waiting = undefined;
    await this.#output.finalize();
  }

  async #write(frame: VideoFrame, untilUs: number): Promise<void> {
    const { data, isKeyFrame, timeUs } = frame;
    const durationUs = untilUs - timeUs;
    const packet = new EncodedPacket(data, isKeyFrame ? "key" : "delta", timeUs / 1e6, durationUs / 1e6);
    const { codec, width, height } = this.#first;
    const decoderConfig = { codec: codecStrings[codec], codedWidth: width, codedHeight: height };
    await this.#source.add(packet, { decoderConfig });
  }
}
