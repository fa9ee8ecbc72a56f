import { z } from "zod";

/**
 * Every error that one program may tell another, with the HTTP status it travels under. The words for people are in
 * `packages/ui`, by this code, in each language; `title` is the English text of the RFC 9457 problem document.
 */
export const errorTable = {
  message_malformed: { status: 400, title: "The message does not have the expected form." },
  message_too_large: { status: 413, title: "The message is larger than allowed." },
  client_too_old: { status: 426, title: "The program is older than this server." },
  server_too_old: { status: 426, title: "The program is newer than this server." },
  key_malformed: { status: 400, title: "A session key has exactly seven digits from 0 to 9." },
  key_not_accepted: { status: 404, title: "This session key is not valid (any more)." },
  too_many_attempts: { status: 429, title: "Too many attempts; wait before trying again." },
  not_signed_in: { status: 401, title: "Sign in first." },
  sign_in_failed: { status: 401, title: "Name or password is not right." },
  link_not_accepted: { status: 404, title: "This one-time link is not valid (any more)." },
  not_allowed: { status: 403, title: "This account may not do that." },
  origin_not_allowed: { status: 403, title: "The request comes from a foreign page." },
  session_unknown: { status: 404, title: "There is no such session." },
  not_possible_now: { status: 409, title: "The session is not in a state that allows this." },
  recorder_unavailable: { status: 503, title: "No recording server is ready; without recording there is no session." },
  recorder_not_ready: { status: 503, title: "The recording server cannot store this session." },
  recorder_clock_wrong: { status: 503, title: "The recording server's clock cannot be right." },
  recorder_auditors_missing: { status: 503, title: "The recording server has no valid set of auditors." },
  recorder_disk_full: { status: 503, title: "The recording server's disk has no room for another session." },
  recorder_disk_failed: { status: 503, title: "The recording server's disk does not keep what is written." },
  recorder_warden_missing: { status: 503, title: "A key warden of the recording server does not answer." },
  recorder_log_missing: { status: 503, title: "The recording server cannot write to its transparency log." },
  recorder_witness_missing: { status: 503, title: "No witness confirms the recording server's transparency log." },
  complaint_code_unreadable: { status: 400, title: "The complaint code is not sealed to this recording server." },
  media_refused: { status: 409, title: "The media connection could not be agreed on." },
  input_not_granted: { status: 403, title: "The customer has not granted control." },
  input_frozen: { status: 409, title: "Input is frozen because the recording is not durable." },
  input_on_own_window: { status: 403, title: "Input never reaches the support program's own windows." },
  input_too_fast: { status: 429, title: "Too many input messages at once." },
  not_found: { status: 404, title: "There is nothing at this address." },
  internal: { status: 500, title: "Something went wrong on the server." },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorTable;
export const ErrorCode = z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]);

/** RFC 9457 problem details with our code. */
export const Problem = z.strictObject({
  type: z.string().max(200),
  title: z.string().max(300),
  status: z.int().min(400).max(599),
  code: ErrorCode,
  /** Whole seconds after which a new attempt makes sense; only with `too_many_attempts`. */
  retryAfterSeconds: z.int().min(0).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** Builds the problem document of a code. */
export function problemOf(code: ErrorCode, retryAfterSeconds?: number): Problem {
  const { status, title } = errorTable[code];
  const problem: Problem = { type: `urn:ferndiagnose:problem:${code}`, title, status, code };
  return retryAfterSeconds === undefined ? problem : { ...problem, retryAfterSeconds };
}

/** An error that may be told to the other side by its code. The cause stays here. */
export class ProtocolError extends Error {
  readonly code: ErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super(errorTable[code].title, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ProtocolError";
    this.code = code;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}
