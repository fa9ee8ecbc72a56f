import { z } from "zod";
import { ComplaintCode } from "../complaint/complaint-code.ts";
import { Receipt } from "../complaint/receipt.ts";
import { DisplayName, SessionId, UnixMs } from "../values.ts";

/** The ways to keep a receipt. */
export const ReceiptKeeping = z.enum(["print", "pdf", "file", "clipboard"]);
export type ReceiptKeeping = z.infer<typeof ReceiptKeeping>;

/** What the end page shows for keeping. Number and code are the customer's own and shown whatever comes from the server. */
export const ReceiptView = z.strictObject({
  /** `wrong`: what came is not signed by this session's recording, or says what cannot be. */
  state: z.enum(["waiting", "valid", "wrong", "missing"]),
  number: SessionId,
  complaintCode: ComplaintCode,
  /** Address of the page that shows what becomes of the recording; number, code and the recording's key are in its fragment. */
  link: z.string().max(400),
  technicianName: DisplayName,
  organisation: z.string().min(1).max(120),
  retentionDays: z.int().min(1).max(90),
  /** By this computer's clock. */
  endedAt: UnixMs,
  /** Only when `valid`. */
  receipt: Receipt.optional(),
  /** Whether there is something to save as a file. */
  hasFile: z.boolean(),
  /** How the last attempt at keeping it ended. */
  kept: z.strictObject({ as: ReceiptKeeping, done: z.boolean() }).optional(),
  /** Leaving was asked for before the receipt was kept. */
  leaving: z.boolean(),
});
export type ReceiptView = z.infer<typeof ReceiptView>;
