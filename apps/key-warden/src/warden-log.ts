import pino, { type DestinationStream, type Logger } from "pino";

/** Never in a log, wherever it stands; a second net under code that does not log it. */
const censored = ["secret", "key", "viewerKey", "token", "authorization", "ciphertext", "enc", "signature", "address"];

/** One JSON line each, on standard error: standard output is for the line that says the warden is ready. */
export function createWardenLog(destination: DestinationStream = pino.destination(2)): Logger {
  const paths = censored.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino(
    {
      base: { program: "key-warden" },
      redact: { paths, censor: "[censored]" },
      serializers: { err: describeError },
    },
    destination,
  );
}

/** Kind, code and place of an error. Its message may quote what somebody sent, so it stays out. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const { code } = error as { code?: unknown };
  return { kind: error.constructor.name, code, at: frames.slice(0, 8).map((frame) => frame.trim()) };
}
