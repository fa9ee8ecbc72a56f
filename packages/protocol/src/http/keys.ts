import { z } from "zod";
import { SessionId, SessionKey, UnixMs } from "../values.ts";

/** POST /api/v1/keys/check, by the customer's browser. */
export const KeyCheckRequest = z.strictObject({ key: SessionKey });
export type KeyCheckRequest = z.infer<typeof KeyCheckRequest>;

/** `joinLink` opens the installed program (ferndiagnose://…). */
export const KeyCheckResponse = z.strictObject({
  state: z.literal("recognised"),
  expiresAt: UnixMs,
  joinLink: z.string().max(500),
  downloads: z
    .array(z.strictObject({ system: z.string().max(40), name: z.string().max(200), href: z.string().max(500) }))
    .max(20),
});
export type KeyCheckResponse = z.infer<typeof KeyCheckResponse>;

/** POST /api/v1/sessions, by a technician: a new session with its key. */
export const SessionCreated = z.strictObject({ sessionId: SessionId, key: SessionKey, expiresAt: UnixMs });
export type SessionCreated = z.infer<typeof SessionCreated>;
