import type { ErrorCode } from "@ferndiagnose/protocol";

/** The protocol's codes, and the one that no server can send. */
export type FailureCode = ErrorCode | "no_connection";

export class ApiError extends Error {
  readonly code: FailureCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: FailureCode, options?: { cause?: unknown; retryAfterSeconds?: number | undefined }) {
    super(code, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ApiError";
    this.code = code;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

/** What to tell people about anything that was thrown. */
export function failureOf(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError("internal", { cause: error });
}
