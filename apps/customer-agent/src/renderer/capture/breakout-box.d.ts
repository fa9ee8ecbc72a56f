/** W3C "MediaStreamTrack Insertable Media Processing using Streams", as Chromium has it on the window since version 94. */
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamTrack });
  readonly readable: ReadableStream<VideoFrame>;
}

interface MediaStreamTrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}

declare const MediaStreamTrackGenerator: {
  new (init: { kind: "video" }): MediaStreamTrackGenerator;
};
