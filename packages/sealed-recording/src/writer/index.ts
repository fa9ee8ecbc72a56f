/** The writing side of sealed recordings. Needs Node: sealing is synchronous. */
export { type CreatedRecording, createRecording, type LockOptions, type RecordingOptions } from "./create-recording.ts";
export type { FrameTimes, Head, RecordingWriter } from "./recording-writer.ts";
export { type SigningKey, signingKeyFromSeed } from "./signing-key.ts";
