/** How the picture is doing; what is not known yet is missing. */
export interface ConnectionFigures {
  framesPerSecond?: number;
  bitsPerSecond?: number;
  roundTripMs?: number;
  /** Time the frames of the last interval waited before they were decoded. */
  jitterBufferMs?: number;
  codec?: string;
  width?: number;
  height?: number;
  framesTotal: number;
  freezes: number;
  packetsLost: number;
}

interface Earlier {
  timestamp: number;
  bytes: number;
  frames: number;
  bufferDelaySeconds: number;
  bufferedFrames: number;
}

type Entry = Record<string, unknown> & { type: string; timestamp: number };

/** Turns reports of `getStats` (W3C webrtc-stats) into figures; each report is compared with the one before it. */
export class StatisticsReader {
  #earlier: Earlier | undefined;
  #figures: ConnectionFigures | undefined;

  /** Nothing while the report has no video stream. */
  read(report: ReadonlyMap<string, unknown>): ConnectionFigures | undefined {
    const entries = [...report.values()].filter(isEntry);
    const stream = entries.find((entry) => /^(in|out)bound-rtp$/.test(entry.type) && entry["kind"] === "video");
    if (stream === undefined) return undefined;
    // The browser keeps a report for a moment: asked too soon, it answers the same again.
    if (stream.timestamp === this.#earlier?.timestamp) return this.#figures;
    const now: Earlier = {
      timestamp: stream.timestamp,
      bytes: numberOf(stream, "bytesReceived") ?? numberOf(stream, "bytesSent") ?? 0,
      frames: numberOf(stream, "framesDecoded") ?? numberOf(stream, "framesEncoded") ?? 0,
      bufferDelaySeconds: numberOf(stream, "jitterBufferDelay") ?? 0,
      bufferedFrames: numberOf(stream, "jitterBufferEmittedCount") ?? 0,
    };
    const figures: ConnectionFigures = {
      framesTotal: now.frames,
      freezes: numberOf(stream, "freezeCount") ?? 0,
      packetsLost: numberOf(stream, "packetsLost") ?? 0,
    };
    setIfKnown(figures, "width", numberOf(stream, "frameWidth"));
    setIfKnown(figures, "height", numberOf(stream, "frameHeight"));
    setIfKnown(figures, "roundTripMs", roundTripMs(entries));
    const codec = entries.find((entry) => entry["id"] === stream["codecId"])?.["mimeType"];
    if (typeof codec === "string") figures.codec = codec.replace("video/", "");
    this.#compare(figures, now);
    this.#earlier = now;
    this.#figures = figures;
    return figures;
  }

  #compare(figures: ConnectionFigures, now: Earlier): void {
    const earlier = this.#earlier;
    if (earlier === undefined || now.timestamp < earlier.timestamp || now.bytes < earlier.bytes) return;
    const seconds = (now.timestamp - earlier.timestamp) / 1000;
    figures.framesPerSecond = (now.frames - earlier.frames) / seconds;
    figures.bitsPerSecond = ((now.bytes - earlier.bytes) * 8) / seconds;
    const frames = now.bufferedFrames - earlier.bufferedFrames;
    if (frames > 0) figures.jitterBufferMs = ((now.bufferDelaySeconds - earlier.bufferDelaySeconds) / frames) * 1000;
  }
}

function roundTripMs(entries: readonly Entry[]): number | undefined {
  const pair = entries.find((entry) => entry.type === "candidate-pair" && entry["nominated"] === true);
  const seconds = pair === undefined ? undefined : numberOf(pair, "currentRoundTripTime");
  return seconds === undefined ? undefined : seconds * 1000;
}

function numberOf(entry: Entry, name: string): number | undefined {
  const value = entry[name];
  return typeof value === "number" ? value : undefined;
}

function setIfKnown<Name extends "width" | "height" | "roundTripMs">(
  figures: ConnectionFigures,
  name: Name,
  value: number | undefined,
): void {
  if (value !== undefined) figures[name] = value;
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && "type" in value && "timestamp" in value;
}
