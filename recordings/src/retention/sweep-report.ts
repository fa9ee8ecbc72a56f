import { RecordingId, UnixMs } from "@ferndiagnose/protocol";
import { z } from "zod";

const ClockVerdictReport = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("sane") }),
  z.strictObject({ state: z.enum(["behind", "ahead"]), byMs: z.number(), against: z.string() }),
  z.strictObject({ state: z.literal("unconfirmed"), byMs: z.number().optional() }),
]);

/** What a sweep found and did. The last one lies beside the database, for the operator's report. */
export const SweepReport = z.strictObject({
  at: UnixMs,
  tookMs: z.number(),
  clock: ClockVerdictReport,
  otherClocks: z.array(z.strictObject({ name: z.string(), atMs: UnixMs.optional(), isIndependent: z.boolean() })),
  recordings: z.int(),
  /** How many days have been read from the files so far. */
  daysChecked: z.int(),
  due: z.int(),
  held: z.int(),
  destroyed: z.int(),
  waiting: z.array(z.strictObject({ recordingId: RecordingId, code: z.string() })).max(100),
  problems: z.array(z.strictObject({ code: z.string(), detail: z.string() })),
});
export type SweepReport = z.infer<typeof SweepReport>;

/** Why no new session is admitted, for the gate; alarms for whoever watches. */
export type RetentionProblemCode = "clock_behind" | "clock_ahead" | "clock_unconfirmed" | "overdue" | "sweep_failed";

export interface RetentionProblem {
  code: RetentionProblemCode;
  detail: string;
}
