import pino, { type Logger } from "pino";

/** Names of fields that never belong into a log, wherever they stand; a second net under code that does not log them. */
const secretFields = [
  "key",
  "token",
  "resumeToken",
  "password",
  "checkCode",
  "complaintCode",
  "intakeKey",
  "name",
  "displayName",
  "address",
  "remoteAddress",
  "sdp",
  "candidate",
  "cookie",
  "authorization",
];

/** The portal's log: one JSON line each, without the machine's name. */
export function createPortalLog(level: "info" | "warn" | "error", destination?: pino.DestinationStream): Logger {
  const paths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino(
    {
      level,
      base: { program: "rescue-portal" },
      redact: { paths, censor: "[redacted]" },
      serializers: { err: describeError },
    },
    ...(destination ? [destination] : []),
  );
}

/** Kind, code and place of an error. Its message may quote what somebody sent, so it stays out. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const { code } = error as { code?: unknown };
  return { kind: error.constructor.name, code, at: frames.slice(0, 8).map((frame) => frame.trim()) };
}
