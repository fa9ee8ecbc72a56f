export { type ByteSink, containerOf, VideoMuxer } from "./mux/video-muxer.ts";
export type { PictureSize } from "./picture/picture-size.ts";
export { videoFrames } from "./picture/video-frames.ts";
export { type VideoFrame, VideoTrack } from "./picture/video-track.ts";
export { type CoveredPeriod, CoveredPeriods } from "./timeline/covered-periods.ts";
export { EntryOrder } from "./timeline/order-entries.ts";
export { type TimelineEntry, timelineEntry } from "./timeline/timeline-entry.ts";
export type { TimelineHead } from "./timeline/timeline-head.ts";
