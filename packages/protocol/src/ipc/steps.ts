import { z } from "zod";
import { ErrorCode } from "../errors.ts";
import { Rights, RightsRequest, ViewScope } from "../rights.ts";
import { EndReason } from "../session-event.ts";
import { SessionInvitation } from "../signalling/customer.ts";
import { DisplayName, Language } from "../values.ts";
import { ReceiptKeeping, ReceiptView } from "./receipt.ts";

/** A screen the customer can choose, with a small picture (PNG data URL) that never leaves the computer. */
export const ScreenChoice = z.strictObject({
  number: z.int().min(1).max(16),
  primary: z.boolean(),
  thumbnail: z.string().startsWith("data:image/").max(2_000_000),
});
export type ScreenChoice = z.infer<typeof ScreenChoice>;

const view = { language: Language };
const invitation = SessionInvitation.omit({ resumeToken: true });

/** What the steps window shows: one step after the other, decided in the main process. */
export const StepsView = z.discriminatedUnion("step", [
  z.strictObject({
    ...view,
    step: z.literal("key"),
    key: z.string().max(7),
    busy: z.boolean(),
    error: ErrorCode.optional(),
    retryAfterSeconds: z.int().optional(),
    /** Whose service this is: the host that the key is sent to. */
    portal: z.string().max(300).optional(),
    /** The service did not answer. */
    unreachable: z.boolean().optional(),
  }),
  /** Joined: the check code is compared by voice while the technician admits. */
  z.strictObject({ ...view, step: z.literal("check"), invitation }),
  z.strictObject({ ...view, step: z.literal("consent"), invitation }),
  z.strictObject({
    ...view,
    step: z.literal("choice"),
    invitation,
    screens: z.array(ScreenChoice).max(16),
    /** False where this desktop takes no input from programs. */
    canControl: z.boolean(),
  }),
  z.strictObject({ ...view, step: z.literal("connecting"), invitation }),
  z.strictObject({
    ...view,
    step: z.literal("ended"),
    reason: EndReason,
    lastedMs: z.int().min(0),
    /** From the decision to stop until the program that took the picture was gone. */
    stoppedInMs: z.int().min(0).optional(),
    /** Where there was a recording. */
    receipt: ReceiptView.optional(),
  }),
]);
export type StepsView = z.infer<typeof StepsView>;

/** What the customer does in the steps window. */
export const StepsAction = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("submit_key"), key: z.string().max(32) }),
  z.strictObject({ type: z.literal("give_consent") }),
  z.strictObject({ type: z.literal("refuse_consent") }),
  z.strictObject({ type: z.literal("choose"), view: ViewScope, control: z.boolean() }),
  z.strictObject({ type: z.literal("keep_receipt"), as: ReceiptKeeping }),
  z.strictObject({ type: z.literal("leave") }),
  /** Not leaving after all. */
  z.strictObject({ type: z.literal("stay") }),
  z.strictObject({ type: z.literal("set_language"), language: Language }),
]);
export type StepsAction = z.infer<typeof StepsAction>;

/** What the status window shows while a session runs. */
export const StatusView = z.strictObject({
  ...view,
  technicianName: DisplayName,
  rights: Rights,
  watched: z.boolean(),
  frozen: z.enum(["no", "connection", "recording"]),
  request: RightsRequest.optional(),
  liveSince: z.int().optional(),
  /** False where the system did not give us the F11 key. */
  f11: z.boolean(),
});
export type StatusView = z.infer<typeof StatusView>;

export const StatusAction = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("off") }),
  /** The off button works: said twice a second, since a session without it must not go on. */
  z.strictObject({ type: z.literal("alive") }),
  z.strictObject({ type: z.literal("set_control"), control: z.boolean() }),
  z.strictObject({ type: z.literal("answer_request"), granted: z.boolean() }),
]);
export type StatusAction = z.infer<typeof StatusAction>;
