import type { Program } from "../data-kind.ts";
import { type FieldShape, shapes } from "./field-shape.ts";

export type LogFieldShapes = Readonly<Record<string, FieldShape>>;

const { sessionId, recordingId, caseId, wardenId, day, words } = shapes;

/**
 * Every field that a program may write into its log beside time, level, program and message (kinds `server-logs` and
 * `program-files`). Numbers are those of sessions, recordings and cases: they name nobody by themselves.
 */
const declared: Partial<Record<Program, LogFieldShapes>> = {
  "rescue-portal": { sessionId, state: "code", reason: "code", err: "error" },
  recordings: {
    sessionId,
    recordingId,
    caseId,
    wardenId,
    code: "code",
    cause: "code",
    reason: "code",
    state: "code",
    lock: "code",
    signal: "code",
    exitCode: "count",
    missing: "codes",
    problem: "code",
    detail: words,
    before: "code",
    level: "code",
    count: "count",
    freeBytes: "count",
    tornBytes: "count",
    leaves: "count",
    witness: "code",
    err: "error",
    dueAt: "count",
    tableDueAt: "count",
    isFit: "flag",
  },
  "key-warden": { recordingId, caseId, wardenId, day, code: "code", held: "count", err: "error" },
  "customer-agent": {
    error: "code",
    code: "code",
    cause: "code",
    reason: "code",
    step: "code",
    type: "code",
    as: "code",
    flaw: "code",
    count: "count",
    left: "count",
    because: "code",
    what: "code",
    state: "code",
    replaced: "flag",
    silentMs: "count",
    pictureStoppedMs: "count",
    inputStoppedMs: "count",
    captureKilledMs: "count",
    captureGoneMs: "count",
  },
};

/** The fields that a program may log, by name. */
export function logFields(program: Program): LogFieldShapes {
  return declared[program] ?? {};
}
