import type { CoveredPeriod, TimelineHead } from "@ferndiagnose/playback";
import { z } from "zod";

/** What of an exported `timeline.json` is looked at again. */
export const TimelineDocument = z.object({
  recordingId: z.string(),
  sessionId: z.string(),
  createdAtMs: z.number(),
  durationMs: z.number(),
  state: z.string(),
  entries: z.array(z.unknown()),
  covered: z.array(z.object({ kind: z.enum(["paused", "masked"]), fromMs: z.number(), untilMs: z.number() })),
}) satisfies z.ZodType<TimelineHead & { entries: unknown[]; covered: CoveredPeriod[] }>;
