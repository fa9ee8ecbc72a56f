import { z } from "zod";
import { AuditorKeyId, hexBytes, Signature } from "../sealed.ts";
import { RecordingId, UnixMs } from "../values.ts";
import { CaseId, PersonId } from "./review-values.ts";

/** Until when a hold must be looked at again, at the latest. */
export const LONGEST_HOLD_MS = 30 * 24 * 3_600_000;

/**
 * What an auditor puts their name to. Each is signed with the auditor's signing key over `statementBytes(type, statement)` of
 * packages/sealed-recording, so that nobody at the server can invent one, and says for itself what it is about, so that
 * none can be used elsewhere.
 */
const statement = { version: z.literal(1), auditor: AuditorKeyId, at: UnixMs };

/** Why something is done, in a few words of the auditor. Kept with the recording and destroyed with it. */
export const Reason = z.string().trim().min(3).max(500);

/** Opens an auditor's desk. `desk`: the address the auditor meant to sign in to; `nonce`: the server's, used once. */
export const DeskSignIn = z.strictObject({
  ...statement,
  type: z.literal("desk-sign-in"),
  desk: z.string().min(8).max(300),
  nonce: hexBytes(32),
});
export type DeskSignIn = z.infer<typeof DeskSignIn>;

/** Asks to open a recording without the customer's code. The requester may not approve. */
export const BreakGlassRequest = z.strictObject({
  ...statement,
  type: z.literal("break-glass-request"),
  recordingId: RecordingId,
  /** Who answers for the hold that comes with it. */
  owner: PersonId,
  reason: Reason,
});
export type BreakGlassRequest = z.infer<typeof BreakGlassRequest>;

/** Takes a case: the one who will look names the X25519 key that everything is sealed to. */
export const CaseTaking = z.strictObject({
  ...statement,
  type: z.literal("case-taking"),
  caseId: CaseId,
  recordingId: RecordingId,
  viewerKey: hexBytes(32),
});
export type CaseTaking = z.infer<typeof CaseTaking>;

/** Closes a case. As long as a complaint was not released, it takes this word of two persons. */
export const CaseClosing = z.strictObject({ ...statement, type: z.literal("case-closing"), caseId: CaseId });
export type CaseClosing = z.infer<typeof CaseClosing>;

/** Keeps a held recording until another review. It takes this word of two persons. */
export const HoldExtension = z.strictObject({
  ...statement,
  type: z.literal("hold-extension"),
  recordingId: RecordingId,
  reviewAt: UnixMs,
  reason: Reason,
});
export type HoldExtension = z.infer<typeof HoldExtension>;

/** Ends a hold, by this word of two persons: the recording goes when its day has come, or at once when it has passed. */
export const HoldEnding = z.strictObject({
  ...statement,
  type: z.literal("hold-ending"),
  recordingId: RecordingId,
});
export type HoldEnding = z.infer<typeof HoldEnding>;

function signed<Statement extends z.ZodType>(schema: Statement) {
  return z.strictObject({ statement: schema, signature: Signature });
}

export const SignedDeskSignIn = signed(DeskSignIn);
export type SignedDeskSignIn = z.infer<typeof SignedDeskSignIn>;
export const SignedBreakGlassRequest = signed(BreakGlassRequest);
export type SignedBreakGlassRequest = z.infer<typeof SignedBreakGlassRequest>;
export const SignedCaseTaking = signed(CaseTaking);
export type SignedCaseTaking = z.infer<typeof SignedCaseTaking>;
export const SignedCaseClosing = signed(CaseClosing);
export type SignedCaseClosing = z.infer<typeof SignedCaseClosing>;
export const SignedHoldExtension = signed(HoldExtension);
export type SignedHoldExtension = z.infer<typeof SignedHoldExtension>;
export const SignedHoldEnding = signed(HoldEnding);
export type SignedHoldEnding = z.infer<typeof SignedHoldEnding>;
