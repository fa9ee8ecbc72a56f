/** The numbers the promises speak of. They exist here once. */

export const KEY_LIFETIME_MS = 10 * 60_000;
export const RECONNECT_WINDOW_MS = 60_000;

/** A recorder that has something undurable for longer than this is frozen, then ended (promise 6). */
export const FREEZE_AFTER_MS = 3_000;
export const END_AFTER_MS = 10_000;
export const HEARTBEAT_INTERVAL_MS = 1_000;

/** Stopping must be done within this time, whatever the network does (promises 4 and 5). */
export const STOP_WITHIN_MS = 100;

/** Control falls back to view after this time, or after this time without the customer's own hand on the computer. */
export const CONTROL_LASTS_MS = 30 * 60_000;
export const CONTROL_IDLE_MS = 5 * 60_000;

export const RECORDING_RETENTION_DAYS = 90;
/**
 * Seeking needs key frames now and then. Each one costs as much as a second of scrolling text and blurs the picture for a
 * moment: asked for every 5 s, they made up a third of the uplink (ADR 0004).
 */
export const KEY_FRAME_INTERVAL_MS = 20_000;
/** The relay hands a batch of records to the recorder after this time or this size, whichever comes first. */
export const BATCH_INTERVAL_MS = 500;
export const BATCH_MAX_BYTES = 256 * 1024;

export const MAX_SIGNALLING_MESSAGE_BYTES = 64 * 1024;
/** Between portal and recording server, where complaints pass: a form with the keys of 255 auditors fits in it. */
export const MAX_RECORDER_MESSAGE_BYTES = 512 * 1024;
export const MAX_COMPLAINT_BYTES = 128 * 1024;
export const MAX_CHANNEL_MESSAGE_BYTES = 16 * 1024;
export const MAX_CHANNEL_MESSAGES_PER_SECOND = 1_000;
export const MAX_VIEWERS = 4;
