import type { ErrorCode } from "@ferndiagnose/protocol";

/** Why a session cannot be recorded, as the portal is told. Each names one missing part. */
export type MissingPart = Extract<
  ErrorCode,
  | "recorder_unavailable"
  | "recorder_not_ready"
  | "recorder_clock_wrong"
  | "recorder_auditors_missing"
  | "recorder_disk_full"
  | "recorder_disk_failed"
  | "recorder_warden_missing"
  | "recorder_log_missing"
  | "recorder_witness_missing"
  | "recorder_retention_late"
  | "complaint_code_unreadable"
>;

/** No recording, no session (promise 6). The code goes to the portal, the cause stays here. */
export class RefusedToArm extends Error {
  override readonly name = "RefusedToArm";
  readonly code: MissingPart;

  constructor(code: MissingPart, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Runs one step of getting ready; whatever goes wrong in it means that this part is missing. */
export async function needing<Result>(part: MissingPart, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    throw error instanceof RefusedToArm ? error : new RefusedToArm(part, error);
  }
}
