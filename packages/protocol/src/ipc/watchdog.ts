import { z } from "zod";
import { MouseButton } from "../channel/input.ts";

/** What the main process holds down on the customer's computer at this moment. */
export const HeldInput = z.strictObject({
  /** By KeyboardEvent.code. */
  keys: z.array(z.string().max(32)).max(256),
  buttons: z.array(MouseButton).max(5),
});
export type HeldInput = z.infer<typeof HeldInput>;

/** From the main process to its watchdog. */
export const WatchdogCommand = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("watch"),
    mainProcessId: z.int().min(1),
    /** What is started to tell the customer why the program has gone; `{lasted}` becomes milliseconds. */
    word: z.strictObject({ file: z.string().max(4_096), args: z.array(z.string().max(4_096)).max(32) }).optional(),
  }),
  /** Said five times a second, and at once when something in it changes. */
  z.strictObject({
    type: z.literal("alive"),
    /** 0 while there is none. */
    captureProcessId: z.int().min(0),
    held: HeldInput,
    /** How long the session has been live. */
    lastedMs: z.int().min(0),
  }),
  z.strictObject({ type: z.literal("done") }),
]);
export type WatchdogCommand = z.infer<typeof WatchdogCommand>;

/** From the watchdog to the main process. */
export const WatchdogReport = z.discriminatedUnion("type", [z.strictObject({ type: z.literal("awake") })]);
export type WatchdogReport = z.infer<typeof WatchdogReport>;
