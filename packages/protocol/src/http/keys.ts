import { z } from "zod";
import { SessionId, SessionKey, UnixMs } from "../values.ts";
import { CustomerReference } from "./customers.ts";
import { Device, Download, DownloadTicket, MissingDownload } from "./downloads.ts";

/** POST /api/v1/keys/check, by the customer's browser. */
export const KeyCheckRequest = z.strictObject({ key: SessionKey });
export type KeyCheckRequest = z.infer<typeof KeyCheckRequest>;

/** `joinLink` opens the installed program (ferndiagnose://…). */
export const KeyCheckResponse = z.strictObject({
  state: z.literal("recognised"),
  expiresAt: UnixMs,
  joinLink: z.string().max(500),
  ticket: DownloadTicket,
  device: Device,
  /** Everything that was built, for every system: the first one is for this device, if there is one. */
  downloads: z.array(Download).max(20),
  /** What was not built, so that the page can say so instead of offering nothing. */
  missing: z.array(MissingDownload).max(20),
});
export type KeyCheckResponse = z.infer<typeof KeyCheckResponse>;

/** POST /api/v1/sessions, by a technician; the body may be left out. */
export const NewSession = z.strictObject({ customerReference: CustomerReference.optional() });
export type NewSession = z.infer<typeof NewSession>;

/** Answer to POST /api/v1/sessions: a new session with its key. */
export const SessionCreated = z.strictObject({ sessionId: SessionId, key: SessionKey, expiresAt: UnixMs });
export type SessionCreated = z.infer<typeof SessionCreated>;
