import { z } from "zod";
import { LogProof } from "../log/log-proof.ts";
import { SignedApproval } from "../review/approval.ts";
import { CaseId, LockName, Pseudonym } from "../review/review-values.ts";
import { hexBytes, SealedBox, Signature } from "../sealed.ts";
import { RecordingId, UnixMs } from "../values.ts";

/** Who a key warden is. Its number is HEX of the first 16 bytes of SHA-256 over `FDR1 warden`, a zero byte and its signing key. */
export const WardenIdentity = z.strictObject({
  version: z.literal(1),
  wardenId: hexBytes(16),
  /** Ed25519. */
  signingKey: hexBytes(32),
  /** X25519: shred secrets are sealed to it. */
  sealingKey: hexBytes(32),
});
export type WardenIdentity = z.infer<typeof WardenIdentity>;

/** `PUT /api/v1/secrets/:recordingId`. The same content again is answered with the same receipt; another one is refused. */
export const StoreSecret = z.strictObject({
  recordingId: RecordingId,
  /** What the warden compares approvers with. */
  technician: Pseudonym,
  auditorSetVersion: z.int().min(1),
  /** 32 bytes, sealed with the context `shred secret` and the recording number. */
  secret: SealedBox,
});
export type StoreSecret = z.infer<typeof StoreSecret>;

const signed = { wardenId: hexBytes(16), recordingId: RecordingId, at: UnixMs, signature: Signature };

/**
 * A warden's word. `signature`: its signing key over `statementBytes(<type>, the object without signature)`.
 * `stored`: durable. `destroyed`: the secret is gone from this warden for ever. The key of its day (`epoch`) goes with the day's last secret.
 */
export const SecretStored = z.strictObject({ ...signed, type: z.literal("secret-stored") });
export type SecretStored = z.infer<typeof SecretStored>;

/** `DELETE /api/v1/secrets/:recordingId` with a body that says why. Repeating it gives the same answer. */
export const DestroySecret = z.strictObject({
  recordingId: RecordingId,
  /** That the intention stands in the log. */
  intent: LogProof,
});
export type DestroySecret = z.infer<typeof DestroySecret>;

export const SecretDestroyed = z.strictObject({
  ...signed,
  type: z.literal("secret-destroyed"),
  method: z.enum(["overwritten", "never_stored"]),
  epoch: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
});
export type SecretDestroyed = z.infer<typeof SecretDestroyed>;

/** `POST /api/v1/secrets/:recordingId/hold` and `…/release-hold`: keeps the secret when the key of its day goes. */
export const HoldSecret = z.strictObject({ recordingId: RecordingId, hold: LogProof });
export type HoldSecret = z.infer<typeof HoldSecret>;

/** The answer to either; `held` or `hold-ended` is what is durable now. Repeating the request gives the same answer. */
export const SecretHeld = z.strictObject({ ...signed, type: z.enum(["secret-held", "hold-ended"]) });
export type SecretHeld = z.infer<typeof SecretHeld>;

/** `GET /api/v1/secrets/:recordingId`. */
export const SecretState = z.strictObject({
  ...signed,
  type: z.literal("secret-state"),
  state: z.enum(["stored", "destroyed", "unknown"]),
  held: z.boolean(),
});
export type SecretState = z.infer<typeof SecretState>;

/** `POST /api/v1/secrets/:recordingId/release`. */
export const ReleaseSecret = z.strictObject({
  recordingId: RecordingId,
  caseId: CaseId,
  lock: LockName,
  viewerKey: hexBytes(32),
  approvals: z
    .array(z.strictObject({ signed: SignedApproval, proof: LogProof }))
    .min(1)
    .max(16),
  /** The leaf of the case itself: who asked, for what. */
  opened: LogProof,
});
export type ReleaseSecret = z.infer<typeof ReleaseSecret>;

/** The secret, sealed to the viewer key with the context `released secret`, recording and case number. */
export const SecretReleased = z.strictObject({
  ...signed,
  type: z.literal("secret-released"),
  caseId: CaseId,
  viewerKey: hexBytes(32),
  secret: SealedBox,
});
export type SecretReleased = z.infer<typeof SecretReleased>;

/** `POST /api/v1/cases/:caseId/close`: nothing more is released for it. */
export const CaseClosed = z.strictObject({
  wardenId: hexBytes(16),
  type: z.literal("case-closed"),
  caseId: CaseId,
  at: UnixMs,
  signature: Signature,
});
export type CaseClosed = z.infer<typeof CaseClosed>;

/** `GET /api/v1/status`: the warden's clock, and how far it knows auditors and log. */
export const WardenStatus = z.strictObject({
  wardenId: hexBytes(16),
  at: UnixMs,
  isReady: z.boolean(),
  auditorSetVersion: z.int().min(1),
  /** Size of the newest checkpoint it has seen; 0 before the first. */
  logSize: z.int().min(0),
});
export type WardenStatus = z.infer<typeof WardenStatus>;

/**
 * `POST /api/v1/checkpoints`: proofs are taken only under checkpoints shown this way. `consistency` (RFC 6962 section 2.1.2) leads
 * from the smaller to the larger of this checkpoint and `newest`, the size in `WardenStatus`; empty where one of them is 0 or both
 * are equal. Answered with `WardenStatus`.
 */
export const ShowCheckpoint = z.strictObject({
  checkpoint: z.string().max(16_384),
  newest: z.int().min(0),
  consistency: z.array(hexBytes(32)).max(64),
});
export type ShowCheckpoint = z.infer<typeof ShowCheckpoint>;
