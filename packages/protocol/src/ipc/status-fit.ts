import { z } from "zod";

/** How high the bar's contents are, in the page's own pixels: the main process makes the window fit. */
export const StatusFit = z.strictObject({ heightPixels: z.int().min(40).max(2_000) });
export type StatusFit = z.infer<typeof StatusFit>;
