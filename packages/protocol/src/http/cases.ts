import { z } from "zod";
import { SignedApproval } from "../review/approval.ts";
import { CaseId, LockName, PersonId, Pseudonym } from "../review/review-values.ts";
import { SignedCaseClosing, SignedCaseTaking, SignedHoldEnding, SignedHoldExtension } from "../review/statements.ts";
import { AuditorKeyId, hexBytes, SealedBox } from "../sealed.ts";
import { RecordingId, SessionId, UnixMs } from "../values.ts";
import { SecretReleased } from "../warden/messages.ts";
import { CodeForAuditor } from "./complaints.ts";

/** `POST /api/v1/desk/challenge`: what the next sign-in must repeat. */
export const DeskChallenge = z.strictObject({ nonce: hexBytes(32), expiresAt: UnixMs });
export type DeskChallenge = z.infer<typeof DeskChallenge>;

/** Answer to `POST /api/v1/desk/sign-in` with a `SignedDeskSignIn`: the bearer token of the calls below. */
export const DeskSession = z.strictObject({
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  auditor: AuditorKeyId,
  person: PersonId,
  expiresAt: UnixMs,
});
export type DeskSession = z.infer<typeof DeskSession>;

export const CaseStateName = z.enum(["open", "taken", "approved", "released", "closed", "withdrawn", "expired"]);
export type CaseStateName = z.infer<typeof CaseStateName>;

/** One approval as other auditors see it. */
const GivenApproval = z.strictObject({
  auditor: AuditorKeyId,
  person: PersonId,
  external: z.boolean(),
  approvedAt: UnixMs,
  expiresAt: UnixMs,
});

/** What an auditor sees of a case: numbers, times, states. Nothing of what the recording holds. */
export const CaseView = z.strictObject({
  caseId: CaseId,
  recordingId: RecordingId,
  sessionId: SessionId,
  /** Null when the server knows the recording by its file only. */
  technician: Pseudonym.nullable(),
  lock: LockName,
  state: CaseStateName,
  requester: z.union([z.literal("customer"), PersonId]),
  /** Of a request without the customer's code; complaints are not put into words here. */
  reason: z.string().max(500).nullable(),
  recordedAt: UnixMs,
  openedAt: UnixMs,
  takenBy: AuditorKeyId.nullable(),
  viewerKey: hexBytes(32).nullable(),
  /** The taker's own word for that key: whoever approves checks it, for a server could name another. */
  taking: SignedCaseTaking.nullable(),
  approvals: z.array(GivenApproval).max(255),
  /** How many approvals it takes, and whether one of them must come from outside. */
  needed: z.int().min(2).max(255),
  needsExternal: z.boolean(),
  /** When the earliest approval runs out: the case closes then. */
  expiresAt: UnixMs.nullable(),
  closedAt: UnixMs.nullable(),
  hold: z.strictObject({ owner: z.string().max(40), reviewAt: UnixMs, isOverdue: z.boolean() }).nullable(),
});
export type CaseView = z.infer<typeof CaseView>;

/** `GET /api/v1/cases`: the newest first. */
export const CaseList = z.strictObject({ cases: z.array(CaseView).max(1_000) });
export type CaseList = z.infer<typeof CaseList>;

/** An approver's share, sealed to the viewer key with the context `viewer share`, recording, case and lock. */
export const ShareForViewer = z.strictObject({ auditor: AuditorKeyId, lock: LockName, box: SealedBox });
export type ShareForViewer = z.infer<typeof ShareForViewer>;

/** `POST /api/v1/cases/:caseId/approvals` */
export const ApproveCase = z.strictObject({ signed: SignedApproval, share: ShareForViewer });
export type ApproveCase = z.infer<typeof ApproveCase>;

/** Answer to `POST /api/v1/cases/:caseId/release`: everything but the keys that open it. */
export const CaseOpening = z.strictObject({
  caseId: CaseId,
  recordingId: RecordingId,
  lock: LockName,
  secret: SecretReleased,
  shares: z.array(ShareForViewer).min(2).max(255),
  /** The complaint code for the viewer; null where the lock does without. */
  code: CodeForAuditor.nullable(),
  expiresAt: UnixMs,
});
export type CaseOpening = z.infer<typeof CaseOpening>;

/**
 * `POST /api/v1/cases/:caseId/close`: one auditor's word, of who asks. A complaint that was never released takes the words of two
 * persons, so that nobody makes it go away alone.
 */
export const CloseCase = z.strictObject({ statements: z.array(SignedCaseClosing).min(1).max(8) });
export type CloseCase = z.infer<typeof CloseCase>;

/** `POST /api/v1/holds/:recordingId/extension`: the same extension, signed by two persons. */
export const ExtendHold = z.strictObject({ statements: z.array(SignedHoldExtension).min(2).max(8) });
export type ExtendHold = z.infer<typeof ExtendHold>;

/** `POST /api/v1/holds/:recordingId/ending`: the same ending, signed by two persons. */
export const EndHold = z.strictObject({ statements: z.array(SignedHoldEnding).min(2).max(8) });
export type EndHold = z.infer<typeof EndHold>;

/** Answer to everything that changes a hold; without `reviewAt` it is over. */
export const HoldView = z.strictObject({ recordingId: RecordingId, reviewAt: UnixMs.nullable() });
export type HoldView = z.infer<typeof HoldView>;

/**
 * `GET /api/v1/auditor-sets`: every version, the first one first, as packages/sealed-recording defines and checks them. An auditor
 * finds a version that carries their own signature and follows the chain from there: then the server need not be believed.
 */
export const AuditorSetChain = z.strictObject({ sets: z.array(z.looseObject({})).min(1).max(1_000) });
export type AuditorSetChain = z.infer<typeof AuditorSetChain>;
