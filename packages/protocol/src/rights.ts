import { z } from "zod";

/** What of the customer's screen may be seen. */
export const ViewScope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("nothing") }),
  z.strictObject({ kind: z.literal("all_screens") }),
  z
    .strictObject({ kind: z.literal("screen"), number: z.int().min(1).max(16), of: z.int().min(1).max(16) })
    .refine(({ number, of }) => number <= of, "there are not so many screens"),
  /** Only these windows; all else is blank before it is encoded. Which ones they are stays on the customer's computer. */
  z.strictObject({ kind: z.literal("windows"), count: z.int().min(1).max(32) }),
]);
export type ViewScope = z.infer<typeof ViewScope>;

/** What the customer currently grants. Decided on the customer's computer only; everybody else only hears of it. */
export const Rights = z
  .strictObject({ view: ViewScope, control: z.boolean() })
  .refine((rights) => !rights.control || rights.view.kind !== "nothing", "control needs a view");
export type Rights = z.infer<typeof Rights>;

export const NO_RIGHTS: Rights = { view: { kind: "nothing" }, control: false };

/** What a technician can ask for. The customer answers with a grant, or not at all. */
export const RightsRequest = z.enum(["view", "whole_view", "control"]);
export type RightsRequest = z.infer<typeof RightsRequest>;
