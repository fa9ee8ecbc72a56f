import { type ErrorCode, ProtocolError } from "@ferndiagnose/protocol";

export interface WardenFailure {
  readonly wardenId: string;
  readonly code: ErrorCode;
}

/**
 * Not every warden did what it was asked. `code` is the gravest of their reasons: a word against it before no word at all. Those
 * not among the failures have done it; asking all of them again is always right.
 */
export class WardensError extends ProtocolError {
  override readonly name = "WardensError";
  readonly failures: readonly WardenFailure[];

  constructor(failures: readonly WardenFailure[], cause?: unknown) {
    const gravest = failures.find(({ code }) => code !== "warden_unavailable") ?? failures[0];
    super(gravest?.code ?? "warden_unavailable", { cause });
    this.failures = failures;
  }
}
