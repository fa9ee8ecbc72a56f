import { type ErrorCode, ProtocolError } from "@ferndiagnose/protocol";

/** Does something with the transparency log; what fails there without a code of its own is `log_unavailable`. */
export function logged<Result>(work: () => Promise<Result>): Promise<Result> {
  return coded(work, "log_unavailable");
}

/** The same for the key wardens: `warden_unavailable`. */
export function entrusted<Result>(work: () => Promise<Result>): Promise<Result> {
  return coded(work, "warden_unavailable");
}

async function coded<Result>(work: () => Promise<Result>, code: ErrorCode): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof ProtocolError ? cause : new ProtocolError(code, { cause });
  }
}
