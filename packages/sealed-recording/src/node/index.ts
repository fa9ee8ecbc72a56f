/** What needs Node: the writing side of sealed recordings, where sealing is synchronous, and checks for servers that scrub many files. */
export { type CreatedRecording, createRecording, type RecordingOptions } from "./create-recording.ts";
export { freeFrame } from "./free-frame.ts";
export { nodeChecks } from "./node-checks.ts";
export type { FrameTimes, Head, RecordingEnd, RecordingWriter, Statement } from "./recording-writer.ts";
export { type SigningKey, signingKeyFromSeed } from "./signing-key.ts";
